<?php
// composer/semver's verdict on lines "A<TAB>B": '<', '=', '>' or '!'.
require_once 'Composer/Semver/autoload.php';

$parser = new Composer\Semver\VersionParser();
$known = [];
$normalize = function ($version) use ($parser, &$known) {
    if (!array_key_exists($version, $known)) {
        try {
            $known[$version] = $parser->normalize($version);
        } catch (\UnexpectedValueException $e) {
            $known[$version] = null;
        }
    }
    return $known[$version];
};
while (($line = fgets(STDIN)) !== false) {
    [$a, $b] = explode("\t", rtrim($line, "\n"), 2);
    $a = $normalize($a);
    $b = $normalize($b);
    if ($a === null || $b === null) {
        echo "!\n";
    } elseif (strpos($a, 'dev-') === 0 && strpos($b, 'dev-') === 0) {
        // The one pair of kinds that composer/semver gives no order: equal or not.
        echo $a === $b ? "=\n" : ($a < $b ? "<\n" : ">\n");
    } elseif (Composer\Semver\Comparator::equalTo($a, $b)) {
        echo "=\n";
    } else {
        echo Composer\Semver\Comparator::lessThan($a, $b) ? "<\n" : ">\n";
    }
}
