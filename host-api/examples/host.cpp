// A whole host in C++: authorizes one store and prints the batches of its orders.
//   cpp_host LIBRARY ADAPTER CONFIG.json     prints the URL to open, reads the callback address
#include <chapi/host.hpp>
#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

using nlohmann::json;

struct Log : chapi::host::Log {
  void write(int level, std::string_view line) override {
    if (level >= CHAPI_LOG_WARNING) std::cerr << line << '\n';
  }
};

struct Clock : chapi::host::Clock {
  template <typename C>
  static std::int64_t ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(C::now().time_since_epoch())
        .count();
  }
  std::int64_t now_ms() override { return ms<std::chrono::system_clock>(); }
  std::int64_t monotonic_ms() override { return ms<std::chrono::steady_clock>(); }
  bool sleep_ms(std::int64_t ms, const chapi_call*) override {
    std::this_thread::sleep_for(std::chrono::milliseconds(ms));
    return true;
  }
};

// For one process and one run; a real host encrypts the documents and keeps them on disk.
class Vault : public chapi::host::TokenVault {
 public:
  chapi_status acquire(const std::string&, std::int64_t, const chapi_call*,
                       std::uint64_t* lease) override {
    *lease = 1;
    return CHAPI_OK;
  }
  bool renew(const std::string&, std::uint64_t, std::int64_t) override { return true; }
  void release(const std::string&, std::uint64_t) override {}
  std::optional<Document> load(const std::string& key) override {
    const std::lock_guard lock(mutex_);
    const auto found = documents_.find(key);
    return found == documents_.end() ? std::nullopt : std::optional(found->second);
  }
  bool store(const std::string& key, std::uint64_t version, std::uint64_t,
             std::string_view text) override {
    const std::lock_guard lock(mutex_);
    Document& document = documents_[key];
    if (document.version != version) return false;
    document = {version + 1, std::string(text)};
    return true;
  }
  bool erase(const std::string& key, std::uint64_t, std::uint64_t) override {
    const std::lock_guard lock(mutex_);
    documents_.erase(key);
    return true;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, Document> documents_;
};

int main(int argc, char** argv) try {
  if (argc != 4) throw std::runtime_error("usage: cpp_host LIBRARY ADAPTER CONFIG.json");
  std::ifstream file(argv[3]);
  const std::string config(std::istreambuf_iterator<char>(file), {});

  // README: begin
  Log log;
  Clock clock;
  Vault vault;
  const chapi::host::Host host("my ERP", "1.0", log, clock, vault);
  const auto library = chapi::host::Library::load(argv[1]);  // check the manifest first
  auto channel = library.open(host, argv[2], config);

  const auto authorize = [&](json request) {
    request["schema"] = "chapi.authorize-request/1";
    return json::parse(channel.authorize(request.dump()));
  };
  const json begun = authorize({{"action", "begin"}});
  std::cout << begun["authorize_url"].get<std::string>() << std::endl;
  std::string callback;  // the address that the seller's browser was sent back to
  std::getline(std::cin, callback);
  authorize({{"action", "finish"}, {"state", begun["state"]}, {"callback_url", callback}});

  std::string checkpoint;  // kept with the orders, given back in the next request
  channel.pull_orders(R"({"schema":"chapi.pull-request/1","since":"2000-01-01T00:00:00Z"})",
                      [&](std::string_view batch, std::string_view position) {
                        std::cout << batch << '\n';  // a real host stores both
                        checkpoint = position;       // in one transaction
                        return chapi::host::Stored::kGoOn;
                      });
  // README: end
  return checkpoint.empty() ? 1 : 0;
} catch (const chapi::host::Failure& failure) {
  std::cerr << failure.error.reason << ": " << failure.what() << '\n';
  return 1;
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
