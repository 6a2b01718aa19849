// lazada-sandbox: an open platform on the loopback interface.
#include <Poco/Exception.h>
#include <Poco/Net/NetSSL.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "sandbox/dates.hpp"
#include "sandbox/marketplace.hpp"
#include "sandbox/server.hpp"

namespace {

const CLI::Validator kNotEmpty(
    [](std::string& text) { return text.empty() ? "it must not be empty" : std::string(); }, "",
    "not empty");

const CLI::Validator kWebAddress(
    [](std::string& text) {
      const bool web = text.rfind("http://", 0) == 0 || text.rfind("https://", 0) == 0;
      return web ? std::string()
                 : "\"" + text + "\" is no address that begins with http:// or https://";
    },
    "", "web address");

CLI::Range Within(sandbox::Bounds bounds) { return {bounds.least, bounds.most}; }

constexpr const char* kFooter = R"(Examples:
  lazada-sandbox --port 9100 --orders 1000
  lazada-sandbox --regions sg,th --https-port 0 --ca-out /tmp/sandbox-ca.pem
  lazada-sandbox --seed 7 --orders 100000 --latency-ms 100 --ready-file /tmp/ready.json

One line of JSON on stdout names the addresses; then it serves until SIGTERM or SIGINT.

Exit codes: 0 stopped by a signal, 1 a file cannot be written, 2 wrong options,
3 an address cannot be used.)";

enum ExitCode { kStopped = 0, kNoFile = 1, kWrongOptions = 2, kNoAddress = 3 };

// Signals are waited for, not handled: they must be blocked before the first thread starts.
sigset_t BlockSignals() {
  std::signal(SIGPIPE, SIG_IGN);
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

bool WriteFile(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (file) return true;
  std::cerr << "lazada-sandbox: cannot write " << path << "\n";
  return false;
}

}  // namespace

int main(int argc, char** argv) {
  sandbox::Options options;
  sandbox::ServerOptions server_options;
  std::string authority_file;
  std::string ready_file;
  std::string start_time;
  bool unmasked = false;
  bool no_count_total = false;

  CLI::App app(
      "A Lazada Open Platform on loopback: sellers, orders and an authorisation page, "
      "without an account.",
      "lazada-sandbox");
  app.footer(kFooter);
  sandbox::Settings& settings = options.settings;
  app.add_option("--address", server_options.address, "address to listen on")
      ->capture_default_str();
  app.add_option("--port", server_options.port, "port of HTTP; 0 picks a free one")
      ->check(CLI::Range(0, 65535))
      ->capture_default_str();
  auto* https = app.add_option("--https-port", server_options.https_port,
                               "also serve HTTPS; 0 picks a free port")
                    ->check(CLI::Range(0, 65535));
  app.add_option("--ca-out", authority_file, "write the certificate to trust to this PEM file")
      ->needs(https);
  app.add_option("--ready-file", ready_file, "write the line of stdout to this file too");
  app.add_option("--seed", options.seed, "the same seed makes the same shops")
      ->capture_default_str();
  app.add_option("--orders", options.orders, "orders of the first store of each region")
      ->check(CLI::Range(0, 1000000))
      ->capture_default_str();
  app.add_option("--products", options.products, "listings of each store")
      ->check(CLI::Range(2, 100000))
      ->capture_default_str();
  app.add_option("--stores", options.stores, "stores of each region; further ones have 20 orders")
      ->check(CLI::Range(1, 9))
      ->capture_default_str();
  app.add_option("--days", options.days, "days over which the orders are spread")
      ->check(CLI::Range(1, 3650))
      ->capture_default_str();
  app.add_option("--regions", options.regions, "sg,my,th,vn,id,ph")
      ->delimiter(',')
      ->check(CLI::IsMember({"sg", "my", "th", "vn", "id", "ph"}));
  app.add_flag("--cross-border", options.cross_border,
               "add one cross-border seller with a store in every region");
  app.add_option("--start-time", start_time, "what the clock shows first: 2026-05-01T08:00:00Z");
  app.add_option("--latency-ms", settings.latency_ms, "wait before every API answer")
      ->check(Within(sandbox::kLatencyMs))
      ->capture_default_str();
  app.add_option("--shape", settings.shape, "number forms: real traffic or documentation")
      ->transform(CLI::CheckedTransformer(std::map<std::string, sandbox::Shape>{
          {"real", sandbox::Shape::kReal}, {"doc", sandbox::Shape::kDoc}}))
      ->option_text("real|doc=real");
  app.add_option("--count", settings.count, "what \"count\" of /orders/get counts: page or total")
      ->transform(CLI::CheckedTransformer(std::map<std::string, sandbox::CountMeaning>{
          {"page", sandbox::CountMeaning::kPage}, {"total", sandbox::CountMeaning::kTotal}}))
      ->option_text("page|total=page");
  app.add_flag("--no-count-total", no_count_total, "leave countTotal out, as older payloads do");
  app.add_flag("--unmasked", unmasked, "show buyers as an approved application sees them");
  app.add_option("--rotation", settings.rotation, "old refresh tokens die, live on or stay")
      ->transform(CLI::CheckedTransformer(
          std::map<std::string, sandbox::Rotation>{{"strict", sandbox::Rotation::kStrict},
                                                   {"grace", sandbox::Rotation::kGrace},
                                                   {"none", sandbox::Rotation::kNone}}))
      ->option_text("strict|grace|none=strict");
  app.add_option("--rotation-grace", settings.rotation_grace_s, "seconds that they live on")
      ->check(Within(sandbox::kWaitS))
      ->capture_default_str();
  app.add_option("--token-life", settings.token_life_s, "seconds of an access token")
      ->check(Within(sandbox::kLifeS))
      ->capture_default_str();
  app.add_option("--refresh-life", settings.refresh_life_s, "seconds of a refresh token")
      ->check(Within(sandbox::kLifeS))
      ->capture_default_str();
  app.add_flag("--refresh-extends", settings.refresh_extends,
               "a refresh restarts the refresh period");
  app.add_flag("--market-subscription", settings.market_subscription,
               "tokens of the service market: they cannot be refreshed");
  app.add_option("--app-key", options.app_key, "the registered application")
      ->check(kNotEmpty)
      ->capture_default_str();
  app.add_option("--app-secret", options.app_secret, "it signs with this")
      ->check(kNotEmpty)
      ->capture_default_str();
  app.add_option("--redirect-uri", options.redirect_uris, "registered callback URL; repeatable")
      ->check(kWebAddress)
      ->capture_default_str();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kStopped : kWrongOptions;
  }
  settings.masked = !unmasked;
  settings.count_total = !no_count_total;
  if (std::set(options.regions.begin(), options.regions.end()).size() != options.regions.size()) {
    std::cerr << "lazada-sandbox: --regions names a region twice; it takes each once\n";
    return kWrongOptions;
  }
  if (!start_time.empty()) {
    const auto time = sandbox::ParseIsoTime(start_time, true);
    if (!time || *time < 1 || *time > sandbox::kLastSecond) {
      std::cerr << "lazada-sandbox: --start-time is \"" << start_time
                << "\"; it takes a time such as 2026-05-01T08:00:00Z, from 1970 to 9999\n";
      return kWrongOptions;
    }
    options.start_ms = *time * 1000;
  }

  const sigset_t signals = BlockSignals();
  Poco::Net::initializeSSL();
  int code = kStopped;
  try {
    sandbox::Marketplace market(options);
    const sandbox::Server server(market, server_options);
    nlohmann::ordered_json line = {{"http", server.HttpUrl()}};
    if (!server.HttpsUrl().empty()) line["https"] = server.HttpsUrl();
    line["app_key"] = options.app_key;
    line["app_secret"] = options.app_secret;
    line["password"] = sandbox::kAccountPassword;
    line["redirect_uri"] = options.redirect_uris.front();
    line["regions"] = options.regions;
    line["orders"] = options.orders;
    line["seed"] = options.seed;
    const std::string text = line.dump() + "\n";
    if (!authority_file.empty() && !WriteFile(authority_file, server.AuthorityPem())) {
      code = kNoFile;
    } else if (!ready_file.empty() && !WriteFile(ready_file, text)) {
      code = kNoFile;
    } else {
      std::cout << text << std::flush;
      int signal = 0;
      sigwait(&signals, &signal);
    }
  } catch (const Poco::Exception& error) {
    std::cerr << "lazada-sandbox: cannot serve: " << error.displayText() << "\n";
    code = kNoAddress;
  }
  Poco::Net::uninitializeSSL();
  return code;
}
