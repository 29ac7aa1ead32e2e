// The floor under every RPC layer: fixed-size frames echoed over one mutual TLS 1.3 connection by blocking C, one thread
// a side. No messages, no calls, no deadlines: what remains is the kernel and OpenSSL.
//
//   floor serve CERTIFICATES                              prints the port it listens on
//   floor call CERTIFICATES PORT INFLIGHT SECONDS BYTES   prints "rps p50_us p99_us"
//   floor source CERTIFICATES BYTES                       the same server, which writes messages of BYTES without end
//   floor sink CERTIFICATES PORT SECONDS                  reads from it and prints the bytes a second
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    RECORD_BYTES = 16384,
    // As many bytes as one turn reads before it answers, so that a batch leaves in one write.
    BATCH_BYTES_MAX = 60000,
    BUFFER_BYTES = BATCH_BYTES_MAX + RECORD_BYTES,
    SAMPLES_MAX = 64 * 1024 * 1024,
};

static void die(const char *what) {
    fprintf(stderr, "floor: %s: %s\n", what, strerror(errno));
    ERR_print_errors_fp(stderr);
    exit(1);
}

static int64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static SSL_CTX *make_context(const char *folder, const char *name, const SSL_METHOD *method) {
    char path[4096];
    SSL_CTX *context = SSL_CTX_new(method);
    if (!context || SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) != 1) die("context");
    snprintf(path, sizeof path, "%s/%s.pem", folder, name);
    if (SSL_CTX_use_certificate_chain_file(context, path) != 1) die(path);
    snprintf(path, sizeof path, "%s/%s.key", folder, name);
    if (SSL_CTX_use_PrivateKey_file(context, path, SSL_FILETYPE_PEM) != 1) die(path);
    snprintf(path, sizeof path, "%s/ca.pem", folder);
    if (SSL_CTX_load_verify_locations(context, path, NULL) != 1) die(path);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    return context;
}

// Everything that is there now, at least one byte; 0 when the peer has gone.
static size_t read_batch(SSL *tls, char *buffer) {
    int count = SSL_read(tls, buffer, RECORD_BYTES);
    if (count <= 0) return 0;
    size_t total = (size_t)count;
    while (SSL_pending(tls) > 0 && total < BATCH_BYTES_MAX) {
        count = SSL_read(tls, buffer + total, RECORD_BYTES);
        if (count <= 0) break;
        total += (size_t)count;
    }
    return total;
}

static void echo(SSL *tls) {
    static char buffer[BUFFER_BYTES];
    size_t count;
    while ((count = read_batch(tls, buffer)) > 0) {
        if (SSL_write(tls, buffer, (int)count) <= 0) break;
    }
}

// Writes until the peer has gone. OpenSSL cuts a message into records of 16 KB, as it does for everybody.
static void pour(SSL *tls, size_t bytes) {
    char *message = malloc(bytes);
    if (!message) die("memory");
    memset(message, 'x', bytes);
    while (SSL_write(tls, message, (int)bytes) > 0) {
    }
    free(message);
}

// Echoes, or with `bytes` above 0 pours messages of so many.
static void serve(const char *folder, size_t bytes) {
    SSL_CTX *context = make_context(folder, "server", TLS_server_method());
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(listener, (struct sockaddr *)&address, length) != 0 || listen(listener, 8) != 0) die("listen");
    if (getsockname(listener, (struct sockaddr *)&address, &length) != 0) die("port");
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);

    for (;;) {
        int one = 1, connection = accept(listener, NULL, NULL);
        if (connection < 0) die("accept");
        setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        SSL *tls = SSL_new(context);
        SSL_set_fd(tls, connection);
        if (SSL_accept(tls) == 1) {
            if (bytes > 0) {
                pour(tls, bytes);
            } else {
                echo(tls);
            }
        }
        SSL_free(tls);
        close(connection);
    }
}

static int ascending(const void *left, const void *right) {
    uint32_t x = *(const uint32_t *)left, y = *(const uint32_t *)right;
    return (x > y) - (x < y);
}

static SSL *dial(const char *folder, int port) {
    SSL_CTX *context = make_context(folder, "client", TLS_client_method());
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int one = 1, connection = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(connection, (struct sockaddr *)&address, sizeof address) != 0) die("connect");
    setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    SSL *tls = SSL_new(context);
    SSL_set_fd(tls, connection);
    if (SSL_connect(tls) != 1) die("handshake");
    return tls;
}

static void sink(const char *folder, int port, double seconds) {
    static char buffer[BUFFER_BYTES];
    SSL *tls = dial(folder, port);
    int64_t warm = now_ns() + INT64_C(1000000000), begin = 0, end = warm + (int64_t)(seconds * 1e9), now;
    uint64_t bytes = 0;
    do {
        size_t received = read_batch(tls, buffer);
        if (received == 0) die("read");
        now = now_ns();
        if (begin > 0) {
            bytes += received;
        } else if (now >= warm) {
            begin = now;
        }
    } while (now < end);
    printf("%.0f\n", (double)bytes * 1e9 / (double)(now - begin));
}

static void call(const char *folder, int port, size_t inflight, double seconds, size_t frame) {
    static char buffer[BUFFER_BYTES];
    SSL *tls = dial(folder, port);
    char *frames = malloc(frame * inflight);
    int64_t *started = calloc(inflight, sizeof *started);
    uint32_t *samples = malloc(sizeof *samples * (size_t)SAMPLES_MAX);
    if (!frames || !started || !samples) die("memory");
    memset(frames, 'x', frame * inflight);

    // The connection is in order, so the oldest frame outstanding is always the next to come back.
    size_t head = 0, tail = 0, partial = 0, count = 0;
    int64_t warm = now_ns() + INT64_C(1000000000), begin = 0, end = warm + (int64_t)(seconds * 1e9), now = now_ns();
    for (size_t i = 0; i < inflight; i++) started[head++ % inflight] = now;
    if (SSL_write(tls, frames, (int)(frame * inflight)) <= 0) die("write");

    for (;;) {
        size_t received = read_batch(tls, buffer);
        if (received == 0) die("read");
        now = now_ns();
        if (begin == 0 && now >= warm) {
            begin = now;
            count = 0;
        }
        size_t answered = 0;
        for (partial += received; partial >= frame; partial -= frame) {
            int64_t took = now - started[tail++ % inflight];
            if (count < SAMPLES_MAX) samples[count++] = took > UINT32_MAX ? UINT32_MAX : (uint32_t)took;
            answered++;
        }
        if (now >= end) break;
        for (size_t i = 0; i < answered; i++) started[head++ % inflight] = now;
        if (answered > 0 && SSL_write(tls, frames, (int)(frame * answered)) <= 0) die("write");
    }

    qsort(samples, count, sizeof *samples, ascending);
    printf("%.0f %.1f %.1f\n", (double)count * 1e9 / (double)(now - begin), samples[count / 2] / 1e3,
           samples[count * 99 / 100] / 1e3);
}

int main(int count, char **arguments) {
    signal(SIGPIPE, SIG_IGN);
    if (count == 3 && strcmp(arguments[1], "serve") == 0) {
        serve(arguments[2], 0);
    } else if (count == 4 && strcmp(arguments[1], "source") == 0 && atol(arguments[3]) > 0) {
        serve(arguments[2], (size_t)atol(arguments[3]));
    } else if (count == 5 && strcmp(arguments[1], "sink") == 0) {
        sink(arguments[2], atoi(arguments[3]), atof(arguments[4]));
    } else if (count == 7 && strcmp(arguments[1], "call") == 0) {
        call(arguments[2], atoi(arguments[3]), (size_t)atol(arguments[4]), atof(arguments[5]),
             (size_t)atol(arguments[6]));
    } else {
        fprintf(stderr, "usage: floor serve CERTIFICATES | call CERTIFICATES PORT INFLIGHT SECONDS BYTES\n"
                        "       floor source CERTIFICATES BYTES | sink CERTIFICATES PORT SECONDS\n");
        return 64;
    }
    return 0;
}
