// The semver crate's verdict on lines "A<TAB>B", by precedence: '<', '=', '>' or '!'.
use std::cmp::Ordering;
use std::io::{self, BufRead, Write};

fn main() {
    let stdout = io::stdout();
    let mut out = io::BufWriter::new(stdout.lock());
    let stdin = io::stdin();
    for line in stdin.lock().split(b'\n') {
        let line = line.unwrap();
        let line: String = line.iter().map(|&b| b as char).collect();
        let mut sides = line.splitn(2, '\t');
        let a = semver::Version::parse(sides.next().unwrap());
        let b = semver::Version::parse(sides.next().unwrap());
        let verdict = match (a, b) {
            (Ok(mut a), Ok(mut b)) => {
                a.build = semver::BuildMetadata::EMPTY;
                b.build = semver::BuildMetadata::EMPTY;
                match a.cmp(&b) {
                    Ordering::Less => "<",
                    Ordering::Equal => "=",
                    Ordering::Greater => ">",
                }
            }
            _ => "!",
        };
        writeln!(out, "{}", verdict).unwrap();
    }
}
