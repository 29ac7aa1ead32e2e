#pragma once
// Outgoing HTTP (spans, providers, webhooks) and mail.
//
// curl_easy_setopt is variadic, which Swift cannot call; so a whole exchange is one function of fixed shape here, and no
// pointer to libcurl's own objects ever reaches Swift.
//
// libcurl brings some twenty libraries with it (LDAP, Kerberos, a second TLS), which every process would map whether or
// not it ever sends a span. So it is loaded by its name when it is first wanted.
#include <curl/curl.h>
#include <dlfcn.h>
#include <netdb.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

// What is used of libcurl; the types are those of its own declarations. Written once, before anybody else sees it.
struct __attribute__((swift_attr("@Sendable"))) colophon_curl {
    __typeof__(&curl_global_init) global_init;
    __typeof__(&curl_easy_init) easy_init;
    __typeof__(&curl_easy_setopt) easy_setopt;
    __typeof__(&curl_easy_perform) easy_perform;
    __typeof__(&curl_easy_getinfo) easy_getinfo;
    __typeof__(&curl_easy_cleanup) easy_cleanup;
    __typeof__(&curl_slist_append) slist_append;
    __typeof__(&curl_slist_free_all) slist_free_all;
};

// Where an answer's body goes; one that does not fit ends the exchange.
struct colophon_curl_sink {
    char *bytes;
    size_t limit;
    size_t count;
};

static size_t colophon_curl_keep(char *bytes, size_t size, size_t count, void *context) {
    struct colophon_curl_sink *sink = (struct colophon_curl_sink *)context;
    size_t length = size * count;
    if (length > sink->limit - sink->count) return 0;
    memcpy(sink->bytes + sink->count, bytes, length);
    sink->count += length;
    return length;
}

// Loads libcurl and starts it; 0 when it can be used. Must have returned before the first exchange; not to be called from
// two threads at once. The library stays loaded.
static inline int colophon_curl_start(struct colophon_curl *curl) {
    void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) return (int)CURLE_FAILED_INIT;
    *(void **)&curl->global_init = dlsym(library, "curl_global_init");
    *(void **)&curl->easy_init = dlsym(library, "curl_easy_init");
    *(void **)&curl->easy_setopt = dlsym(library, "curl_easy_setopt");
    *(void **)&curl->easy_perform = dlsym(library, "curl_easy_perform");
    *(void **)&curl->easy_getinfo = dlsym(library, "curl_easy_getinfo");
    *(void **)&curl->easy_cleanup = dlsym(library, "curl_easy_cleanup");
    *(void **)&curl->slist_append = dlsym(library, "curl_slist_append");
    *(void **)&curl->slist_free_all = dlsym(library, "curl_slist_free_all");
    if (!curl->global_init || !curl->easy_init || !curl->easy_setopt || !curl->easy_perform || !curl->easy_getinfo ||
        !curl->easy_cleanup || !curl->slist_append || !curl->slist_free_all)
        return (int)CURLE_FAILED_INIT;
    return (int)curl->global_init(CURL_GLOBAL_DEFAULT);
}

// Appends each line of `lines` that is ended by a line feed; lines of 8,192 bytes and more are left out.
static inline struct curl_slist *colophon_curl_lines(const struct colophon_curl *curl, struct curl_slist *list,
                                                     const char *lines) {
    char line[8192];
    for (const char *end = strchr(lines, '\n'); end != NULL; lines = end + 1, end = strchr(lines, '\n')) {
        size_t length = (size_t)(end - lines);
        if (length == 0 || length >= sizeof line) continue;
        memcpy(line, lines, length);
        line[length] = 0;
        list = curl->slist_append(list, line);
    }
    return list;
}

// Looks a host's name up and writes its addresses one after the other, each as its length (4 or 16) and its bytes; returns
// how many bytes were written, 0 when the name leads nowhere. Waits for the resolver.
static inline size_t colophon_lookup(const char *host, unsigned char *target, size_t limit) {
    struct addrinfo hints;
    struct addrinfo *found = NULL;
    size_t count = 0;
    memset(&hints, 0, sizeof hints);
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    if (getaddrinfo(host, NULL, &hints, &found) != 0) return 0;
    for (struct addrinfo *each = found; each != NULL; each = each->ai_next) {
        const void *bytes = NULL;
        size_t length = 0;
        if (each->ai_family == AF_INET) {
            bytes = &((const struct sockaddr_in *)(const void *)each->ai_addr)->sin_addr;
            length = 4;
        } else if (each->ai_family == AF_INET6) {
            bytes = &((const struct sockaddr_in6 *)(const void *)each->ai_addr)->sin6_addr;
            length = 16;
        }
        if (bytes == NULL || count + 1 + length > limit) continue;
        target[count] = (unsigned char)length;
        memcpy(target + count + 1, bytes, length);
        count += 1 + length;
    }
    freeaddrinfo(found);
    return count;
}

// Has a server's certificate lead to one of the roots in the file `authority`, and to no other. Beside the file libcurl
// looks into the machine's folder of roots, unless it is told that there is none.
static inline void colophon_curl_trust(const struct colophon_curl *curl, CURL *handle, const char *authority) {
    curl->easy_setopt(handle, CURLOPT_CAINFO, authority);
    curl->easy_setopt(handle, CURLOPT_CAPATH, NULL);
}

// Posts `length` bytes, or gets when `content_type` (a whole header line) is NULL; `more` has further header lines, each
// ended by a line feed, `pinned` says where the host is (HOST:PORT:ADDRESS), or is NULL, and `authority` is a file of
// roots to one of which the host's certificate must lead, or NULL for the machine's. Returns libcurl's code, 0 when an
// answer came: its HTTP status is in `*status`, its body in the first `*answer_length` of `answer_limit` bytes at
// `answer`, its Content-Type, cut to fit and always ended, in `answer_type`, the seconds of its Retry-After, 0 without
// one, in `*retry_after`. Redirects are not followed, no other scheme than http and https is spoken, no signal is
// raised, and the whole exchange takes at most `timeout_ms`.
static inline int colophon_curl_exchange(const struct colophon_curl *curl, const char *url, const char *content_type,
                                         const char *more, const char *pinned, const char *authority,
                                         const void *body, size_t length, long connect_ms, long timeout_ms,
                                         void *answer, size_t answer_limit, size_t *answer_length, char *answer_type,
                                         size_t answer_type_limit, long *status, long long *retry_after) {
    CURL *handle = curl->easy_init();
    if (handle == NULL) return (int)CURLE_FAILED_INIT;
    // An empty Expect keeps libcurl from asking for permission first, which costs a second with servers that ignore it.
    struct curl_slist *headers = curl->slist_append(NULL, "Expect:");
    struct colophon_curl_sink sink = {(char *)answer, answer_limit, 0};
    curl->easy_setopt(handle, CURLOPT_URL, url);
    curl->easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl->easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl->easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, connect_ms);
    curl->easy_setopt(handle, CURLOPT_TIMEOUT_MS, timeout_ms);
    if (content_type != NULL) {
        headers = curl->slist_append(headers, content_type);
        curl->easy_setopt(handle, CURLOPT_POST, 1L);
        curl->easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)length);
        curl->easy_setopt(handle, CURLOPT_POSTFIELDS, (const char *)body);
    }
    headers = colophon_curl_lines(curl, headers, more);
    curl->easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
    struct curl_slist *places = pinned != NULL ? curl->slist_append(NULL, pinned) : NULL;
    if (places != NULL) curl->easy_setopt(handle, CURLOPT_RESOLVE, places);
    // A proxy of the environment would look the name up by itself.
    if (places != NULL) curl->easy_setopt(handle, CURLOPT_PROXY, "");
    if (authority != NULL) colophon_curl_trust(curl, handle, authority);
    curl->easy_setopt(handle, CURLOPT_USERAGENT, "colophon");
    curl->easy_setopt(handle, CURLOPT_WRITEFUNCTION, colophon_curl_keep);
    curl->easy_setopt(handle, CURLOPT_WRITEDATA, (void *)&sink);
    CURLcode code = curl->easy_perform(handle);
    *status = 0;
    curl->easy_getinfo(handle, CURLINFO_RESPONSE_CODE, status);
    curl_off_t pause = 0;
    curl->easy_getinfo(handle, CURLINFO_RETRY_AFTER, &pause);
    *retry_after = (long long)pause;
    *answer_length = sink.count;
    char *type = NULL;
    curl->easy_getinfo(handle, CURLINFO_CONTENT_TYPE, &type);
    if (answer_type_limit > 0) {
        answer_type[0] = 0;
        if (type != NULL) strncat(answer_type, type, answer_type_limit - 1);
    }
    curl->slist_free_all(headers);
    curl->easy_cleanup(handle);
    curl->slist_free_all(places);
    return (int)code;
}

// What a letter is read from.
struct colophon_curl_source {
    const char *bytes;
    size_t left;
};

static size_t colophon_curl_give(char *target, size_t size, size_t count, void *context) {
    struct colophon_curl_source *source = (struct colophon_curl_source *)context;
    size_t length = size * count < source->left ? size * count : source->left;
    memcpy(target, source->bytes, length);
    source->bytes += length;
    source->left -= length;
    return length;
}

// Hands a letter to a server over SMTP (RFC 5321). With `needs_tls` nothing is said before STARTTLS has succeeded
// (RFC 3207); `authority` is a file of roots to one of which the server's certificate must lead, or NULL for the
// machine's; `user` and `password` are NULL for a server that wants none. Returns libcurl's code, 0 when the server
// took the letter; its last reply is in `*status`, and `*is_out` says whether all of the letter was on its way.
static inline int colophon_curl_mail(const struct colophon_curl *curl, const char *url, const char *user,
                                     const char *password, const char *authority, const char *from, const char *to,
                                     const void *letter, size_t length, int needs_tls, long connect_ms, long timeout_ms,
                                     long *status, int *is_out) {
    CURL *handle = curl->easy_init();
    if (handle == NULL) return (int)CURLE_FAILED_INIT;
    struct colophon_curl_source source = {(const char *)letter, length};
    struct curl_slist *recipients = curl->slist_append(NULL, to);
    curl->easy_setopt(handle, CURLOPT_URL, url);
    curl->easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl->easy_setopt(handle, CURLOPT_PROXY, "");
    curl->easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl->easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, connect_ms);
    curl->easy_setopt(handle, CURLOPT_TIMEOUT_MS, timeout_ms);
    curl->easy_setopt(handle, CURLOPT_USE_SSL, needs_tls ? (long)CURLUSESSL_ALL : (long)CURLUSESSL_NONE);
    if (authority != NULL) colophon_curl_trust(curl, handle, authority);
    if (user != NULL) curl->easy_setopt(handle, CURLOPT_USERNAME, user);
    if (password != NULL) curl->easy_setopt(handle, CURLOPT_PASSWORD, password);
    curl->easy_setopt(handle, CURLOPT_MAIL_FROM, from);
    curl->easy_setopt(handle, CURLOPT_MAIL_RCPT, recipients);
    curl->easy_setopt(handle, CURLOPT_UPLOAD, 1L);
    curl->easy_setopt(handle, CURLOPT_READFUNCTION, colophon_curl_give);
    curl->easy_setopt(handle, CURLOPT_READDATA, (void *)&source);
    CURLcode code = curl->easy_perform(handle);
    *status = 0;
    curl->easy_getinfo(handle, CURLINFO_RESPONSE_CODE, status);
    *is_out = source.left == 0;
    curl->easy_cleanup(handle);
    curl->slist_free_all(recipients);
    return (int)code;
}
