// The developer application that all stores of a tenant are authorised for.
#ifndef SAMPLE_HOST_STORES_APPLICATION_HPP_
#define SAMPLE_HOST_STORES_APPLICATION_HPP_

#include <filesystem>
#include <optional>
#include <string>

#include "installation.hpp"

namespace channel_host {

struct Application {
  std::string key;
  std::string secret;  // in the clear only in memory; never printed
  std::string redirect_uri;
  std::optional<std::string> sandbox;
  std::optional<std::string> ca_file;
  // Of one API, over all processes of the installation.
  int calls_per_second = Installation::kCallsPerSecond;
};

// The first line of `secret_file` is the secret.  Throws Failure (kInvalidInput, kFile).
void set_application(Installation& installation, Application application,
                     const std::filesystem::path& secret_file);

// Throws Failure (kRefused) when none is set.
Application load_application(Installation& installation, db::Database& database);

// The sandbox that every call of this tenant goes to; nothing in real use.
std::optional<std::string> sandbox_in_use(Installation& installation);

}  // namespace channel_host

#endif  // SAMPLE_HOST_STORES_APPLICATION_HPP_
