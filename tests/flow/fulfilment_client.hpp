// Plays Lazada's fulfilment side: items with states, packages, and faults at chosen calls.
#pragma once

#include <chapi/module.hpp>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "plugin/open_platform/client.hpp"

namespace flow_test {

class FulfilmentClient : public lazada::open_platform::Client {
 public:
  using Request = lazada::open_platform::Request;
  using Response = lazada::open_platform::Response;
  using Call = lazada::open_platform::Call;
  using Error = lazada::open_platform::Error;

  struct Item {
    std::string status = "pending";
    std::string package;
    std::string warehouse = "dropshipping";
    bool digital = false;
    bool own_fleet = false;
    bool by_lazada = false;
    bool pickup = false;
    bool cancel_requested = false;
    bool presale_unpaid = false;
    int packed = 0;     // how often it went into a package
    int ready = 0;      // how often it was marked ready to ship
    int delivered = 0;  // how often it was reported
  };

  // What goes wrong with one change.
  enum class Fault {
    kNone,
    kLostBefore,    // the connection breaks before Lazada sees the request
    kLostAfter,     // ... after Lazada has acted
    kNeverSent,     // no connection: certainly no effect
    kBatchRefused,  // success false, nothing done
    kBatchLied,     // success false, and yet it is done
    kItemBusy,      // the first entry answers 700024 with retry, nothing done to it
    kItemBusyLied,  // ... and yet it is done
    kNoEntries,     // success true with an empty list, all done
    kCutAnswer,     // an answer that is no answer, all done
  };

  // "order/item" to item.
  std::map<std::string, std::map<std::string, Item>> orders;
  bool cross_border = false;
  bool platform_chooses = false;
  bool separate_warehouses = false;     // 700029 instead of several packages
  std::set<std::string> without_label;  // packages
  int label_delay = 0;                  // so many label calls fail first
  int packages_made = 0;
  // A repeated change acts again and is counted, where Lazada refuses it (700026, 700000): only so
  // does a repeat that the module should not have sent leave a trace.
  bool acts_again = false;

  std::map<int, Fault> faults;                        // by number of the change, from 1
  std::function<void(const Request&)> before_change;  // e.g. checks the announcements
  std::vector<Request> changes;
  std::vector<Request> reads;
  bool stop_reading = false;  // reads fail as cancelled
  bool blind = false;         // reads fail, and the call goes on

  Response send(const Request& request, const Call& call) override;
  std::string download(const std::string& url, const Call& call) override;
  std::string seller_id(const Call&) override { return "1000042"; }
  std::int64_t calls() const override {
    return static_cast<std::int64_t>(changes.size() + reads.size());
  }
  int connections() const override { return 4; }

  std::map<std::string, std::string> files;  // what lies behind an address

 private:
  Response answer(const nlohmann::json& result) const;
  nlohmann::json items_json(const std::string& order_id) const;
  Response read(const Request& request);
  Response change(const Request& request);
  bool packable(const Item& item) const;
  bool movable(const Item& item, bool ready) const;
  nlohmann::json act(const Request& request, const nlohmann::json& body, bool skip_first,
                     bool lie_about_first);
  nlohmann::json pack(const nlohmann::json& body, bool skip_first, bool lie_about_first);
};

}  // namespace flow_test
