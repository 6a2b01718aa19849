#include "stores/store_export.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <functional>
#include <nlohmann/json.hpp>
#include <ostream>

#include "failure.hpp"
#include "mapping/listing_table.hpp"
#include "mapping/rule_file.hpp"
#include "mapping/sku_rule_table.hpp"
#include "orders/order_event_table.hpp"
#include "orders/order_search.hpp"
#include "orders/order_view.hpp"
#include "orders/status_rule_table.hpp"
#include "orders/system_order.hpp"
#include "output_buffer.hpp"
#include "rfc3339.hpp"
#include "stores/store_table.hpp"
#include "unique_fd.hpp"

namespace channel_host {
namespace {

namespace fs = std::filesystem;

// Goes away with everything in it unless it was given its name.
class PendingFolder {
 public:
  explicit PendingFolder(fs::path wanted)
      : wanted_(std::move(wanted)), pending_(wanted_.string() + ".part") {
    if (fs::exists(fs::symlink_status(wanted_))) {
      throw Failure(Exit::kConflict, "The folder " + wanted_.string() +
                                         " exists already. Name a new one for the export.");
    }
    std::error_code error;
    fs::remove_all(pending_, error);  // of an export that was killed
    if (::mkdir(pending_.c_str(), 0700) != 0) fail("The folder " + wanted_.string(), errno);
  }
  ~PendingFolder() {
    std::error_code error;
    fs::remove_all(pending_, error);
  }
  PendingFolder(const PendingFolder&) = delete;
  PendingFolder& operator=(const PendingFolder&) = delete;

  void write(const char* name, const std::function<void(std::ostream&)>& content) const {
    const std::string subject = "The file " + (wanted_ / name).string();
    const UniqueFd file(
        ::open((pending_ / name).c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file) fail(subject, errno);
    OutputBuffer buffer(file.get());
    std::ostream out(&buffer);
    content(out);
    out.flush();
    if (buffer.error() != 0) fail(subject, buffer.error());
    if (::fsync(file.get()) != 0) fail(subject, errno);  // the originals are deleted next
  }
  void publish() const {
    std::error_code error;
    fs::rename(pending_, wanted_, error);
    if (error) fail("The folder " + wanted_.string(), error.value());
  }

 private:
  [[noreturn]] static void fail(const std::string& subject, int error) {
    const bool full = means_no_space(error);
    throw Failure(full ? Exit::kDiskFull : Exit::kFile,
                  subject + " cannot be written" + (full ? ", there is no space left" : "") + " (" +
                      std::strerror(error) + "). Nothing was deleted.");
  }

  fs::path wanted_;
  fs::path pending_;
};

void write_line(std::ostream& out, const nlohmann::ordered_json& document) {
  out << document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
}

}  // namespace

void export_store(Installation& installation, const std::string& store, const fs::path& folder) {
  db::Database& database = installation.database();
  const std::string& tenant = installation.tenant();
  const PendingFolder pending(folder);
  pending.write("orders.jsonl", [&](std::ostream& out) {
    OrderQuery of_store;
    of_store.store = store;
    const StatusTable statuses = StatusRuleTable(database, tenant).table();
    OrderSearch(installation, database).each(of_store, [&](const StoredOrder& order) {
      nlohmann::ordered_json shown = order_document(order, statuses);
      shown["system_order"] = system_order(order, shown);
      write_line(out, shown);
    });
  });
  pending.write("events.jsonl", [&](std::ostream& out) {
    OrderEventTable(database, installation.cipher(), tenant)
        .each(store, [&](std::string_view order_id, const OrderEvent& event) {
          nlohmann::ordered_json shown = {{"order_id", order_id},
                                          {"at", format_rfc3339(event.at_ms)},
                                          {"version", event.version},
                                          {"actor", event.actor},
                                          {"act", event.act}};
          shown.update(nlohmann::ordered_json::parse(event.detail));
          write_line(out, shown);
        });
  });
  pending.write("listings.jsonl", [&](std::ostream& out) {
    ListingTable(database, tenant).each(store, [&](const Listing& listing) {
      out << listing.document << '\n';
    });
  });
  pending.write("mapping.csv", [&](std::ostream& out) {
    const std::string platform = StoreTable(database, tenant).get(store).platform;
    out << rule_file_header();
    for (const SkuRule& rule : SkuRuleTable(database, tenant).of_places({platform}, {store})) {
      if (rule.store == store) out << rule_file_line(rule);
    }
  });
  pending.publish();
}

}  // namespace channel_host
