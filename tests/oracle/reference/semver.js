// node-semver's verdict on lines "A<TAB>B", strict and without what it adds to semver.org's grammar
// ("=", spaces): '<', '=', '>' or '!'.
const semver = require('semver');
const lines = require('fs').readFileSync(0, 'latin1').split('\n');
const out = [];
const parse = (s) => {
  if (!/^v?[0-9]/.test(s) || /\s/.test(s)) throw new TypeError(s);
  return new semver.SemVer(s);
};
for (const line of lines) {
  if (line === '') continue;
  const [a, b] = line.split('\t');
  try {
    const c = parse(a).compare(parse(b));
    out.push(c < 0 ? '<' : c > 0 ? '>' : '=');
  } catch (e) {
    out.push('!');
  }
}
process.stdout.write(out.join('\n') + '\n');
