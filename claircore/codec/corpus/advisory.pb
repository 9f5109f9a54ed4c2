
DSA-1
CVE-2024-1*text0db#

	Debian:12openssldpkg"1.2