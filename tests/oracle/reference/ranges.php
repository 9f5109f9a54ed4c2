<?php
// Composer's Semver::satisfies on lines "RANGE<TAB>VERSION": '1', '0' or '!'.
require_once 'Composer/Semver/autoload.php';
while (($line = fgets(STDIN)) !== false) {
    [$range, $version] = explode("\t", rtrim($line, "\n"), 2);
    try {
        echo Composer\Semver\Semver::satisfies($version, $range) ? "1\n" : "0\n";
    } catch (\UnexpectedValueException $e) {
        echo "!\n";
    }
}
