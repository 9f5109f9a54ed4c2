#include "claircore/fetch/http/curl_library.h"

#include <curl/curl.h>
#include <dlfcn.h>

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"

namespace claircore::fetch_http {
namespace {

absl::Status Missing(const char* soname) {
  const char* reason = dlerror();
  return absl::FailedPreconditionError(absl::StrCat(
      "http needs ", soname,
      " (Debian's package libcurl4): ", reason == nullptr ? "it cannot be used" : reason));
}

template <typename Function>
bool Find(void* handle, const char* name, Function*& function) {
  function = reinterpret_cast<Function*>(dlsym(handle, name));
  return function != nullptr;
}

}  // namespace

absl::StatusOr<CurlLibrary> OpenCurlLibrary(const char* soname) {
  void* handle = dlopen(soname, RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) return Missing(soname);
  CurlLibrary curl;
  const bool complete =
      Find(handle, "curl_global_init", curl.global_init) && Find(handle, "curl_free", curl.free) &&
      Find(handle, "curl_getdate", curl.getdate) &&
      Find(handle, "curl_easy_init", curl.easy_init) &&
      Find(handle, "curl_easy_cleanup", curl.easy_cleanup) &&
      Find(handle, "curl_easy_setopt", curl.easy_setopt) &&
      Find(handle, "curl_easy_pause", curl.easy_pause) &&
      Find(handle, "curl_easy_strerror", curl.easy_strerror) &&
      Find(handle, "curl_multi_init", curl.multi_init) &&
      Find(handle, "curl_multi_cleanup", curl.multi_cleanup) &&
      Find(handle, "curl_multi_add_handle", curl.multi_add_handle) &&
      Find(handle, "curl_multi_remove_handle", curl.multi_remove_handle) &&
      Find(handle, "curl_multi_perform", curl.multi_perform) &&
      Find(handle, "curl_multi_poll", curl.multi_poll) &&
      Find(handle, "curl_multi_info_read", curl.multi_info_read) &&
      Find(handle, "curl_multi_strerror", curl.multi_strerror) &&
      Find(handle, "curl_slist_append", curl.slist_append) &&
      Find(handle, "curl_slist_free_all", curl.slist_free_all) &&
      Find(handle, "curl_url", curl.url) && Find(handle, "curl_url_cleanup", curl.url_cleanup) &&
      Find(handle, "curl_url_get", curl.url_get) && Find(handle, "curl_url_set", curl.url_set);
  if (!complete) {
    const absl::Status status = Missing(soname);
    dlclose(handle);
    return status;
  }
  if (const CURLcode code = curl.global_init(CURL_GLOBAL_DEFAULT); code != CURLE_OK) {
    return absl::FailedPreconditionError(absl::StrCat(soname, ": ", curl.easy_strerror(code)));
  }
  return curl;
}

absl::StatusOr<const CurlLibrary*> GetCurlLibrary() {
  // What the loader gives is the process's own and stays until its end.
  static const auto& library = *new absl::StatusOr<CurlLibrary>(OpenCurlLibrary("libcurl.so.4"));
  if (!library.ok()) return library.status();
  return &*library;
}

}  // namespace claircore::fetch_http
