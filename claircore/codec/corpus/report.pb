
Gsha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdefIndexFinished
1openssl3.0.1 *src2R
1M
dbGsha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef