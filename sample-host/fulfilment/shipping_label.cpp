#include "fulfilment/shipping_label.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>
#include <vector>

#include "channels/store_channel.hpp"
#include "failure.hpp"
#include "orders/order_table.hpp"
#include "stores/store_table.hpp"
#include "unique_fd.hpp"
#include "vault/sha256.hpp"

namespace channel_host {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& file, const char* what) {
  const int error = errno;
  const bool full = error == ENOSPC || error == EDQUOT || error == EFBIG;
  throw Failure(
      full ? Exit::kDiskFull : Exit::kFile,
      "The file " + file.string() + " cannot be " + what + " (" + std::strerror(error) + ").");
}

// A file beside the wanted one that goes away unless it is published.
class PendingFile {
 public:
  explicit PendingFile(const fs::path& wanted)
      : wanted_(wanted),
        path_(wanted.string() + ".part-" + std::to_string(::getpid())),
        // Buyer data: for nobody else.
        fd_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) {
    if (!fd_) fail(path_, "written");
  }
  ~PendingFile() { ::unlink(path_.c_str()); }
  PendingFile(const PendingFile&) = delete;
  PendingFile& operator=(const PendingFile&) = delete;

  void write(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t n = ::write(fd_.get(), bytes.data(), bytes.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) fail(path_, "written");
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
  }

  void publish(bool replace) {
    if (::fsync(fd_.get()) != 0) fail(path_, "written");
    // link() refuses an existing name, also one that has come up meanwhile.
    const int done =
        replace ? ::rename(path_.c_str(), wanted_.c_str()) : ::link(path_.c_str(), wanted_.c_str());
    if (done != 0 && errno == EEXIST) {
      throw Failure(Exit::kConflict,
                    "The file " + wanted_.string() + " exists; --force replaces it.");
    }
    if (done != 0) fail(wanted_, "written");
    const fs::path folder = wanted_.has_parent_path() ? wanted_.parent_path() : fs::path(".");
    const UniqueFd directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (directory) ::fsync(directory.get());
  }

 private:
  fs::path wanted_;
  fs::path path_;
  UniqueFd fd_;
};

}  // namespace

LabelFile write_label(Installation& installation, const std::string& id,
                      const std::string& order_id, const std::string& format, const fs::path& out,
                      bool replace) {
  db::Database& database = installation.database();
  const Store store = StoreTable(database, installation.tenant()).get(id);
  std::error_code unknown;  // what cannot be looked at cannot be written either, which is told then
  if (fs::exists(out, unknown) && !fs::is_regular_file(out, unknown)) {
    throw Failure(Exit::kFile,
                  out.string() + " is no plain file and is not replaced; name a file.");
  }
  if (!replace && fs::exists(out, unknown)) {
    throw Failure(Exit::kConflict, "The file " + out.string() + " exists; --force replaces it.");
  }
  OrderTable orders(database, installation.cipher(), installation.tenant());
  if (orders.find(order_id, id).empty()) {
    throw Failure(Exit::kNotFound, "The store " + id + " has no order " + order_id + ".");
  }
  std::vector<std::string> packages;
  for (const StoredItem& item : orders.items(id, order_id)) {
    if (!item.package_id.empty() &&
        std::find(packages.begin(), packages.end(), item.package_id) == packages.end()) {
      packages.push_back(item.package_id);
    }
  }
  if (packages.empty()) {
    throw Failure(Exit::kRefused, "The order " + order_id +
                                      " has no package yet. Ship it first: channel-host shipment "
                                      "push " +
                                      id + " --order " + order_id + ".");
  }
  auto channel = open_channel(installation, database, store);
  PendingFile file(out);
  Sha256 digest;
  LabelFile label;
  const nlohmann::json request = {{"schema", "chapi.document-request/1"},
                                  {"kind", "shipping_label"},
                                  {"format", format},
                                  {"packages", packages}};
  const nlohmann::json result = parse_result(channel.get_document(
                                                 request.dump(),
                                                 [&](std::string_view bytes) {
                                                   file.write(bytes);
                                                   digest.add(bytes);
                                                   label.size += bytes.size();
                                                 },
                                                 call_options(installation, store)),
                                             "chapi.document-result/1");
  label.sha256 = hex(digest.finish());
  label.media_type = result.value("media_type", "");
  label.packages = packages.size();
  if (label.size != result.value("size", std::uint64_t{0}) ||
      label.sha256 != result.value("sha256", "")) {
    throw_broken_contract(
        "The label is not the file that the module describes (size or SHA-256). "
        "Nothing was written.");
  }
  file.publish(replace);
  return label;
}

}  // namespace channel_host
