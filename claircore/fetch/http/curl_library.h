#ifndef CLAIRCORE_FETCH_HTTP_CURL_LIBRARY_H_
#define CLAIRCORE_FETCH_HTTP_CURL_LIBRARY_H_

#include <curl/curl.h>

#include "absl/status/statusor.h"

namespace claircore::fetch_http {

// The functions of libcurl that we use. It is opened by name when the first request is made and not
// linked: it brings 27 further libraries, whose loading is most of what a program that fetches
// nothing would spend its start on.
struct CurlLibrary {
  decltype(&::curl_global_init) global_init = nullptr;
  decltype(&::curl_free) free = nullptr;
  decltype(&::curl_getdate) getdate = nullptr;
  decltype(&::curl_easy_init) easy_init = nullptr;
  decltype(&::curl_easy_cleanup) easy_cleanup = nullptr;
  decltype(&::curl_easy_setopt) easy_setopt = nullptr;
  decltype(&::curl_easy_pause) easy_pause = nullptr;
  decltype(&::curl_easy_strerror) easy_strerror = nullptr;
  decltype(&::curl_multi_init) multi_init = nullptr;
  decltype(&::curl_multi_cleanup) multi_cleanup = nullptr;
  decltype(&::curl_multi_add_handle) multi_add_handle = nullptr;
  decltype(&::curl_multi_remove_handle) multi_remove_handle = nullptr;
  decltype(&::curl_multi_perform) multi_perform = nullptr;
  decltype(&::curl_multi_poll) multi_poll = nullptr;
  decltype(&::curl_multi_info_read) multi_info_read = nullptr;
  decltype(&::curl_multi_strerror) multi_strerror = nullptr;
  decltype(&::curl_slist_append) slist_append = nullptr;
  decltype(&::curl_slist_free_all) slist_free_all = nullptr;
  decltype(&::curl_url) url = nullptr;
  decltype(&::curl_url_cleanup) url_cleanup = nullptr;
  decltype(&::curl_url_get) url_get = nullptr;
  decltype(&::curl_url_set) url_set = nullptr;
};

// Opens the library of that soname and starts it; it stays open. FAILED_PRECONDITION, saying what
// to install, where it is missing or lacks a function.
absl::StatusOr<CurlLibrary> OpenCurlLibrary(const char* soname);

// The process's libcurl.so.4, opened once. Thread-safe.
absl::StatusOr<const CurlLibrary*> GetCurlLibrary();

}  // namespace claircore::fetch_http

#endif  // CLAIRCORE_FETCH_HTTP_CURL_LIBRARY_H_
