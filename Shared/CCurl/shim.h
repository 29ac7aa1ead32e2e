#pragma once
// Outgoing HTTP (spans, later providers and webhooks).
//
// curl_easy_setopt is variadic, which Swift cannot call; so a whole exchange is one function of fixed shape here, and no
// pointer to libcurl's own objects ever reaches Swift.
#include <curl/curl.h>
#include <string.h>

// Counts what the server answers and throws it away beyond `limit`: only the status matters to the callers so far.
struct colophon_curl_sink {
    size_t limit;
    size_t seen;
};

static size_t colophon_curl_discard(char *bytes, size_t size, size_t count, void *context) {
    (void)bytes;
    struct colophon_curl_sink *sink = (struct colophon_curl_sink *)context;
    sink->seen += size * count;
    return sink->seen > sink->limit ? 0 : size * count;
}

// Must have returned before the first exchange; not to be called from two threads at once.
static inline int colophon_curl_start(void) {
    return (int)curl_global_init(CURL_GLOBAL_DEFAULT);
}

// Posts `length` bytes. Returns libcurl's code, 0 when an answer came; its HTTP status is in `*status`. Redirects are
// not followed, no other scheme than http and https is spoken, no signal is raised, and the whole exchange takes at most
// `timeout_ms`.
static inline int colophon_curl_post(const char *url, const char *content_type, const void *body, size_t length,
                                     long timeout_ms, size_t answer_limit, long *status) {
    CURL *handle = curl_easy_init();
    if (handle == NULL) return (int)CURLE_FAILED_INIT;
    struct curl_slist *headers = curl_slist_append(NULL, content_type);
    // An empty Expect keeps libcurl from asking for permission first, which costs a second with servers that ignore it.
    headers = curl_slist_append(headers, "Expect:");
    struct colophon_curl_sink sink = {answer_limit, 0};
    curl_easy_setopt(handle, CURLOPT_URL, url);
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, timeout_ms);
    curl_easy_setopt(handle, CURLOPT_POST, 1L);
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)length);
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, (const char *)body);
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(handle, CURLOPT_USERAGENT, "colophon");
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, colophon_curl_discard);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, (void *)&sink);
    CURLcode code = curl_easy_perform(handle);
    *status = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, status);
    curl_slist_free_all(headers);
    curl_easy_cleanup(handle);
    return (int)code;
}
