#pragma once
// Every line says why it is here. OpenSSL's macros are not visible to Swift, so each one used gets a function.
#include <openssl/ssl.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ts.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#if defined(__aarch64__) && defined(__linux__)
#include <sys/auxv.h>
#endif

// MARK: TLS contexts

// Macros over SSL_CTX_ctrl: the lowest and highest protocol version a context speaks.
static inline int colophon_SSL_CTX_only_tls13(SSL_CTX *context) {
    return SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) && SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION);
}
// Macro over SSL_CTX_ctrl.
static inline void colophon_SSL_CTX_set_mode(SSL_CTX *context, long mode) { SSL_CTX_set_mode(context, mode); }
// Macro over SSL_CTX_ctrl.
static inline void colophon_SSL_CTX_without_sessions(SSL_CTX *context) {
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
}
// Macro over SSL_CTX_ctrl: the key exchange groups, in order of preference.
static inline int colophon_SSL_CTX_set_groups(SSL_CTX *context, const char *list) {
    return (int)SSL_CTX_set1_groups_list(context, list);
}
// Macro over SSL_CTX_ctrl: how many bytes of certificates a peer may send.
static inline void colophon_SSL_CTX_set_max_cert_list(SSL_CTX *context, long bytes) {
    SSL_CTX_set_max_cert_list(context, bytes);
}
// Macro over SSL_CTX_ctrl: appends to the chain that is sent and takes its own reference.
static inline int colophon_SSL_CTX_add1_chain_cert(SSL_CTX *context, X509 *certificate) {
    return (int)SSL_CTX_add1_chain_cert(context, certificate);
}
// SSL_OP_* are 64-bit expressions built with a macro; these are the ones every context of ours has.
static inline void colophon_SSL_CTX_set_house_options(SSL_CTX *context) {
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET
        | SSL_OP_CIPHER_SERVER_PREFERENCE);
}

// MARK: TLS connections

// Macro over SSL_ctrl: the group both sides agreed on, as a number for SSL_group_to_name.
static inline int colophon_SSL_negotiated_group(SSL *connection) { return (int)SSL_get_negotiated_group(connection); }
// Macro over SSL_set_ex_data.
static inline int colophon_SSL_set_app_data(SSL *connection, void *data) { return SSL_set_app_data(connection, data); }
// Macro over SSL_get_ex_data.
static inline void *colophon_SSL_app_data(const SSL *connection) { return SSL_get_app_data(connection); }
// Macros over BIO_set_flags: a read found nothing and shall be tried again later.
static inline void colophon_BIO_ask_to_retry_read(BIO *bio) {
    BIO_clear_retry_flags(bio);
    BIO_set_retry_read(bio);
}
// Macro over BIO_clear_flags.
static inline void colophon_BIO_clear_retry(BIO *bio) { BIO_clear_retry_flags(bio); }
// Whether the processor has AES instructions; a compiler builtin and a system constant, neither of which Swift sees.
static inline int colophon_has_fast_aes(void) {
#if defined(__x86_64__)
    return __builtin_cpu_supports("aes") ? 1 : 0;
#elif defined(__aarch64__) && defined(__linux__)
    return (getauxval(AT_HWCAP) & (1UL << 3)) != 0;
#else
    return 0;
#endif
}

// MARK: Typed stacks, whose functions are macros

static inline STACK_OF(X509) *colophon_X509_stack(void) { return sk_X509_new_null(); }
// Takes its own reference to `certificate`.
static inline int colophon_X509_stack_add1(STACK_OF(X509) *stack, X509 *certificate) {
    return X509_add_cert(stack, certificate, X509_ADD_FLAG_UP_REF);
}
static inline void colophon_X509_stack_free(STACK_OF(X509) *stack) { sk_X509_pop_free(stack, X509_free); }
static inline int colophon_GENERAL_NAMES_count(const GENERAL_NAMES *names) { return sk_GENERAL_NAME_num(names); }
static inline GENERAL_NAME *colophon_GENERAL_NAMES_at(const GENERAL_NAMES *names, int index) {
    return sk_GENERAL_NAME_value(names, index);
}

// MARK: Keys

// EVP_PKEY_Q_keygen takes variable arguments, which Swift cannot call.
static inline EVP_PKEY *colophon_generate_p256(void) { return EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256"); }
static inline EVP_PKEY *colophon_generate_ed25519(void) { return EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"); }
// Macro over BIO_ctrl: the bytes that a memory BIO holds.
static inline long colophon_BIO_memory(BIO *bio, char **bytes) { return BIO_get_mem_data(bio, bytes); }
// Macro: clears the configuration database of an extension context, so that no file is ever consulted.
static inline void colophon_X509V3_without_database(X509V3_CTX *context) { X509V3_set_ctx_nodb(context); }

// The kernel's word on its own clock (ntp_adjtime): a timestamp authority asks before it names a time, and the C
// library's module does not show this header to Swift.
#include <sys/timex.h>
