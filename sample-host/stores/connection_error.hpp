// What a seller or an administrator meets while a shop is connected: cause, remedy, and who can
// mend it.  Rules only.
#ifndef SAMPLE_HOST_STORES_CONNECTION_ERROR_HPP_
#define SAMPLE_HOST_STORES_CONNECTION_ERROR_HPP_

#include <span>
#include <string>
#include <string_view>

namespace channel_host {

struct ConnectionError {
  std::string_view code;     // the marketplace's, or the host's own
  std::string_view aliases;  // further codes and reasons of modules, between spaces
  const char* cause;
  const char* remedy;
  const char* who;
};

std::span<const ConnectionError> connection_errors();

// nullptr when the code is none of them.  `code` is the marketplace's code or a module's reason.
const ConnectionError* find_connection_error(std::string_view code);

// "remedy Who can mend it: …", of a code of the table.
std::string remedy_of(std::string_view code);

}  // namespace channel_host

#endif  // SAMPLE_HOST_STORES_CONNECTION_ERROR_HPP_
