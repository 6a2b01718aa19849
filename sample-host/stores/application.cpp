#include "stores/application.hpp"

#include <Poco/Exception.h>
#include <Poco/URI.h>

#include <algorithm>

#include "bounded_file.hpp"
#include "failure.hpp"
#include "stores/certificate_file.hpp"

namespace channel_host {
namespace {

std::string place(const std::string& tenant) { return "application/" + tenant; }

bool loopback(const std::string& host) {
  return host == "localhost" || host == "127.0.0.1" || host == "::1" || host == "[::1]";
}

Poco::URI web_address(const std::string& text, const char* option) {
  try {
    Poco::URI uri(text);
    if ((uri.getScheme() == "http" || uri.getScheme() == "https") && !uri.getHost().empty()) {
      return uri;
    }
  } catch (const Poco::Exception&) {  // told below, like any other text that is no address
  }
  throw Failure(Exit::kInvalidInput,
                std::string(option) + " is not a web address (http:// or https://): " + text);
}

std::string read_secret(const std::filesystem::path& file) {
  std::string secret = read_bounded_file(file, 1, "Its first line is the application secret.");
  secret.resize(std::min(secret.find('\n'), secret.size()));
  while (!secret.empty() && (secret.back() == '\r' || secret.back() == ' ')) secret.pop_back();
  if (secret.empty()) {
    throw Failure(Exit::kInvalidInput, "The first line of " + file.string() +
                                           " is empty; the application secret "
                                           "belongs there.");
  }
  return secret;
}

// Tokens of the real marketplace must not be sent to a sandbox, nor test data be taken for real.
void keep_marketplaces_apart(Installation& installation, bool sandbox) {
  auto rows = installation.database().query(
      "SELECT a.sandbox IS NOT NULL, s.store FROM application a JOIN store s ON s.tenant = "
      "a.tenant "
      "WHERE a.tenant = ? AND s.seller_id IS NOT NULL ORDER BY s.store",
      installation.tenant());
  if (!rows.next() || (rows.integer(0) != 0) == sandbox) return;
  throw Failure(Exit::kRefused,
                "The store " + rows.string(1) + " is connected to " +
                    (sandbox ? "the real marketplace" : "a sandbox") +
                    "; its tokens and orders do not belong to the other. Use a data folder of its "
                    "own (--data) for each of the two.");
}

}  // namespace

void set_application(Installation& installation, Application application,
                     const std::filesystem::path& secret_file) {
  if (application.key.empty()) throw Failure(Exit::kInvalidInput, "--key is empty.");
  web_address(application.redirect_uri, "--redirect-uri");
  if (application.sandbox) {
    while (!application.sandbox->empty() && application.sandbox->back() == '/') {
      application.sandbox->pop_back();
    }
    const Poco::URI uri = web_address(*application.sandbox, "--sandbox");
    // A browser and a library may read a name before the host differently.
    if (!uri.getUserInfo().empty() || !uri.getRawQuery().empty() || !uri.getFragment().empty()) {
      throw Failure(Exit::kInvalidInput, "--sandbox " + *application.sandbox +
                                             " is more than scheme, host, port and path.");
    }
    if (uri.getScheme() == "http" && !loopback(uri.getHost())) {
      throw Failure(Exit::kInvalidInput,
                    "--sandbox " + *application.sandbox +
                        " is plain HTTP and not on this machine; tokens would travel in the clear. "
                        "Use https://.");
    }
  }
  keep_marketplaces_apart(installation, application.sandbox.has_value());
  if (application.ca_file) {
    check_certificate_file(*application.ca_file);
    application.ca_file = std::filesystem::absolute(*application.ca_file).string();
  }
  const std::string sealed =
      installation.cipher().seal(read_secret(secret_file), place(installation.tenant()));
  installation.database().run(
      "INSERT INTO application (tenant, app_key, secret, redirect_uri, sandbox, ca_file, "
      "calls_per_second, changed_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant) DO "
      "UPDATE SET app_key = "
      "excluded.app_key, secret = excluded.secret, redirect_uri = excluded.redirect_uri, sandbox = "
      "excluded.sandbox, ca_file = excluded.ca_file, calls_per_second = excluded.calls_per_second, "
      "changed_at_ms = excluded.changed_at_ms",
      installation.tenant(), application.key, db::Blob{sealed}, application.redirect_uri,
      application.sandbox, application.ca_file, application.calls_per_second,
      installation.now_ms());
}

Application load_application(Installation& installation, db::Database& database) {
  auto rows = database.query(
      "SELECT app_key, secret, redirect_uri, sandbox, ca_file, calls_per_second FROM application "
      "WHERE tenant = ?",
      installation.tenant());
  if (!rows.next()) {
    throw Failure(Exit::kRefused,
                  "No application is set. Run channel-host app set --key KEY --secret-file FILE "
                  "--redirect-uri URI first.");
  }
  Application application;
  application.key = rows.string(0);
  application.secret = installation.cipher().open(rows.text(1), place(installation.tenant()));
  application.redirect_uri = rows.string(2);
  if (!rows.null(3)) application.sandbox = rows.string(3);
  if (!rows.null(4)) application.ca_file = rows.string(4);
  application.calls_per_second = static_cast<int>(rows.integer(5));
  return application;
}

std::optional<std::string> sandbox_in_use(Installation& installation) {
  auto rows = installation.database().query("SELECT sandbox FROM application WHERE tenant = ?",
                                            installation.tenant());
  if (!rows.next() || rows.null(0)) return std::nullopt;
  return rows.string(0);
}

}  // namespace channel_host
