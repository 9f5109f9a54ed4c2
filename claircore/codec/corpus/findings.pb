
openssl3.0.1 *src"var/lib/dpkg/status