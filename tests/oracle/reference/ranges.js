// node-semver's Range.test on lines "RANGE<TAB>VERSION": '1', '0' or '!'.
const semver = require('semver');
const lines = require('fs').readFileSync(0, 'latin1').split('\n');
const out = [];
for (const line of lines) {
  if (line === '') continue;
  const [range, version] = line.split('\t');
  try {
    out.push(new semver.Range(range).test(new semver.SemVer(version, {loose: true})) ? '1' : '0');
  } catch (e) {
    out.push('!');
  }
}
process.stdout.write(out.join('\n') + '\n');
