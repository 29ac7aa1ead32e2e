#pragma once
// Argon2id (RFC 9106), the reference implementation as Debian builds it.
#include <argon2.h>
