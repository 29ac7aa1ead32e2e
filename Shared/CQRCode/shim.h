#pragma once
// QR codes of printed documents. Loaded by name when the first code is wanted, like everything that only documents need.
#include <dlfcn.h>
#include <qrencode.h>
#include <stddef.h>

// What is used of libqrencode; the types are those of its own declarations. Written once, before anybody else sees it.
struct __attribute__((swift_attr("@Sendable"))) colophon_qrencode {
    __typeof__(&QRcode_encodeData) encode_data;
    __typeof__(&QRcode_free) free_code;
};

// Loads libqrencode; 0 when it can be used. The library stays loaded.
static inline int colophon_qrencode_start(struct colophon_qrencode *qr) {
    void *library = dlopen("libqrencode.so.4", RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) return -1;
    *(void **)&qr->encode_data = dlsym(library, "QRcode_encodeData");
    *(void **)&qr->free_code = dlsym(library, "QRcode_free");
    return qr->encode_data && qr->free_code ? 0 : -1;
}

// A code that survives a loss of 15 %, in the smallest version that holds the bytes; NULL when none does.
static inline QRcode *colophon_qrencode_make(const struct colophon_qrencode *qr, const unsigned char *bytes, int count) {
    return qr->encode_data(count, bytes, 0, QR_ECLEVEL_M);
}

static inline void colophon_qrencode_free(const struct colophon_qrencode *qr, QRcode *code) { qr->free_code(code); }
