// node-semver's verdict on lines "A<TAB>B", loose: '<', '=', '>' or '!'.
const semver = require('semver');
const lines = require('fs').readFileSync(0, 'latin1').split('\n');
const out = [];
for (const line of lines) {
  if (line === '') continue;
  const [a, b] = line.split('\t');
  try {
    const c = new semver.SemVer(a, {loose: true}).compare(new semver.SemVer(b, {loose: true}));
    out.push(c < 0 ? '<' : c > 0 ? '>' : '=');
  } catch (e) {
    out.push('!');
  }
}
process.stdout.write(out.join('\n') + '\n');
