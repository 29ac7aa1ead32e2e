// Goes to a server on this machine over HTTPS and over SMTPS, by the exchanges of the house, as if the machine kept its
// roots in another folder, and prints what libcurl says of each.
//
// otherroots FOLDER PORT [AUTHORITY]: the folder has the names that `openssl rehash` makes.
#include "shim.h"
#include <stdio.h>

static __typeof__(&curl_easy_init) begin;
static __typeof__(&curl_easy_setopt) set;
static const char *folder;

// What this machine's libcurl was built with is set first in every exchange; here it is another.
static CURL *begin_elsewhere(void) {
    CURL *handle = begin();
    if (handle != NULL) set(handle, CURLOPT_CAPATH, folder);
    return handle;
}

int main(int count, char **words) {
    struct colophon_curl curl;
    if (count < 3 || colophon_curl_start(&curl) != 0) return 1;
    begin = curl.easy_init;
    set = curl.easy_setopt;
    folder = words[1];
    curl.easy_init = begin_elsewhere;
    const char *authority = count > 3 ? words[3] : NULL;
    char https[64], smtps[64], answer[1024], type[128];
    snprintf(https, sizeof https, "https://127.0.0.1:%s/", words[2]);
    snprintf(smtps, sizeof smtps, "smtps://127.0.0.1:%s", words[2]);
    size_t length = 0;
    long status = 0;
    long long pause = 0;
    int is_out = 0;
    int page = colophon_curl_exchange(&curl, https, NULL, "", NULL, authority, NULL, 0, 10000, 30000, answer,
                                      sizeof answer, &length, type, sizeof type, &status, &pause);
    int mail = colophon_curl_mail(&curl, smtps, NULL, NULL, authority, "<a@a.example>", "<b@b.example>", "x", 1, 1,
                                  10000, 30000, &status, &is_out);
    printf("%d %d", page, mail);
    return 0;
}
