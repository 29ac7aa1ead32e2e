#pragma once
// Outgoing HTTP (spans, later providers and webhooks).
#include <curl/curl.h>
