// A channel module that does what the environment tells it, also what no module should do:
//   FAKE_ORDERS=n        orders of the shop (20), two lines each, 10 orders a page
//   FAKE_MOVED=n         the first n orders have a newer version
//   FAKE_PULL=…          wait | abort | garbage | silent | foreign | reject | older
//   FAKE_PATCH=json      merged into every order; FAKE_ITEMS=[…] into its items, in their order
//   FAKE_ABORT_AFTER=n   pull: end the process after so many pages; push: after so many intents
//   FAKE_STATUS=n        every verb but begin fails with this status
//   FAKE_LISTINGS=n      products of the shop (5), one listing each
//   FAKE_LIST=…          down: page 2 fails | wait: with page 2 |
//                        forgets: refuses a first cursor (always: forgets_all) |
//                        renamed: SKU-1 is SKU-1B, SKU-0 is gone
//   FAKE_LABEL=lie       the label's SHA-256 is wrong
//   FAKE_MARK=file       wait touches this file when it has begun to wait
//   FAKE_DOCUMENTS=file  every document that the host hands over, one a line
#include <chapi/module.hpp>
#include <cstdlib>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

namespace {

using chapi::module::Call;
using chapi::module::Error;
using nlohmann::json;

constexpr int kPage = 10;
constexpr const char* kTokenState = "0123456789abcdef0123456789abcdef";

// Of "%PDF-1.4 fake".
constexpr const char* kLabelSha256 =
    "932d2676c1e461ba50d559bba416fbc6af8da1f74309ae81370c615223d0e349";

std::string env(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

int env_number(const char* name, int otherwise) {
  const std::string value = env(name);
  return value.empty() ? otherwise : std::stoi(value);
}

void keep(std::string_view document) {
  if (const std::string file = env("FAKE_DOCUMENTS"); !file.empty()) {
    std::ofstream(file, std::ios::app) << document << '\n';
  }
}

std::string two(int n) { return (n < 10 ? "0" : "") + std::to_string(n); }

// Order n of a shop; every hour one.
json order(const std::string& adapter, const std::string& seller, int n, bool moved) {
  const std::string day = two(1 + n / 24 % 28), hour = two(n % 24);
  const std::string stamp = "2026-05-" + day + "T" + hour + ":00:00+07:00";
  const std::string later = "2026-06-" + day + "T" + hour + ":00:00+07:00";
  const std::string id = std::to_string(9007199254740993LL + n);
  json items = json::array();
  for (int k = 0; k < 2; ++k) {
    items.push_back({{"item_id", id + std::to_string(k)},
                     {"sku", "SKU-" + std::to_string(n % 3 + k)},
                     {"shop_sku", "SHOP-" + std::to_string(n)},
                     {"name", n == 0 ? "=HYPERLINK(\"x\")\x1b[31m red" : "Kaffee ☕ กาแฟ"},
                     {"quantity", 1},
                     {"status", moved ? "shipped" : "pending"},
                     {"status_raw", moved ? "shipped" : "pending"},
                     {"price", "10.00"},
                     {"fulfilment", "local"}});
  }
  return {{"schema", "chapi.order/1"},
          {"platform", "fake"},
          {"region", adapter.substr(5)},
          {"seller_id", seller},
          {"order_id", id},
          {"order_number", id},
          {"created_at", stamp},
          {"updated_at", moved ? later : stamp},
          {"status", moved ? "shipped" : "pending"},
          {"statuses", {moved ? "shipped" : "pending"}},
          {"currency", "SGD"},
          {"totals",
           {{"items", "20.00"}, {"shipping", "0.00"}, {"discount", "0.00"}, {"paid", "20.00"}}},
          {"buyer", {{"name", "Buyer SECRET-NAME"}, {"masked", json::array()}}},
          {"shipping_address",
           {{"name", "Buyer SECRET-NAME"},
            {"phone", "SECRET-PHONE"},
            {"lines", {"SECRET-STREET 1"}},
            {"country", "sg"},
            {"masked", json::array()}}},
          {"items", items}};
}

class Channel : public chapi::module::Channel {
 public:
  Channel(std::string adapter, const chapi::module::Host& host, const json& config)
      : adapter_(std::move(adapter)),
        host_(host),
        grant_(config.at("grant")),
        seller_(config.value("seller_id", "")) {}

  std::string authorize(const Call& call, std::string_view text) override {
    keep(text);
    const json request = json::parse(text);
    const std::string action = request.at("action");
    json result = {{"schema", "chapi.authorize-result/1"}, {"action", action}};
    if (action == "begin") {
      const std::string state = kTokenState + std::to_string(call.clock().monotonic_ms());
      result["authorize_url"] = "http://127.0.0.1:1/authorize?state=" + state;
      result["state"] = state;
      return result.dump();
    }
    refuse_by_environment();
    if (action == "finish") {
      std::string code = request.value("code", "");
      if (request.contains("callback_url")) {
        const std::string url = request["callback_url"];
        const auto at = url.find("code=");
        code = at == std::string::npos ? "" : url.substr(at + 5, url.find('&', at) - at - 5);
      }
      if (code.rfind("code-", 0) != 0) {
        Error e(CHAPI_REJECTED, "code_invalid", "The code is wrong, used or expired.");
        e.platform_code = "InvalidCode";
        e.request_id = "request-17";
        e.call = "/auth/token/create";
        throw e;
      }
      held_ = code.substr(5);
      const std::string expected = request.value("expected_seller_id", "");
      if (!expected.empty() && expected != held_) {
        throw Error(CHAPI_CONFLICT, "other_seller", "The code belongs to another shop.");
      }
      result["grant"] = grant("held", held_);
      result["seller"] = seller(held_);
      return result.dump();
    }
    if (action == "accept") {
      const auto stored = host_.vault().load(grant_);
      host_.vault().store(grant_, stored.version, 0,
                          json{{"token", "SECRET-TOKEN"}, {"seller", held_}}.dump());
      result["grant"] = grant("active", held_);
      return result.dump();
    }
    if (action == "drop") return result.dump();
    if (action == "forget") {
      const auto stored = host_.vault().load(grant_);
      if (stored.version != 0) host_.vault().erase(grant_, stored.version, 0);
      result["grant"] = grant("none", seller_);
      return result.dump();
    }
    result["grant"] = grant("active", seller_);
    result["seller"] = seller(seller_);
    return result.dump();
  }

  std::string pull_orders(const Call& call, std::string_view text,
                          const chapi::module::OrderSink& sink) override {
    keep(text);
    const json request = json::parse(text);
    const std::string mode = env("FAKE_PULL");
    refuse_by_environment();
    if (mode == "wait") wait(call);
    if (mode == "silent") return "not a document";
    const int total = env_number("FAKE_ORDERS", 20), moved = env_number("FAKE_MOVED", 0);
    const int last_page = env_number("FAKE_ABORT_AFTER", -1);
    int at =
        request.contains("checkpoint") ? std::stoi(request["checkpoint"].get<std::string>()) : 0;
    if (at >= total) at = std::max(0, total - kPage);  // the overlap of a new cycle
    if (moved > 0 || request.contains("go_back_to")) at = 0;
    int pages = 0;
    for (; at < total || pages == 0; ++pages) {
      if (pages == last_page) std::abort();
      call.check();
      json batch = {{"schema", "chapi.order-batch/1"},
                    {"orders", json::array()},
                    {"rejected", json::array()}};
      for (int n = at; n < std::min(total, at + kPage); ++n) {
        json one = order(adapter_, mode == "foreign" ? "somebody" : seller_, n, n < moved);
        if (const std::string patch = env("FAKE_PATCH"); !patch.empty()) {
          one.merge_patch(json::parse(patch));
        }
        if (const std::string items = env("FAKE_ITEMS"); !items.empty()) {
          const json patches = json::parse(items);
          for (std::size_t k = 0; k < patches.size(); ++k) one["items"][k].merge_patch(patches[k]);
        }
        if (mode == "older") one["updated_at"] = "2026-01-01T00:00:00+07:00";
        batch["orders"].push_back(one);
      }
      if (mode == "reject" && pages == 0) {
        batch["rejected"].push_back({{"order_id", "666"},
                                     {"reason", "bad_number"},
                                     {"message", "price is no number"},
                                     {"raw", "{\"name\":\"SECRET-NAME\"}"}});
      }
      at = std::min(total, at + kPage);
      sink.commit(mode == "garbage" ? "{\"orders\":[{]}" : batch.dump(), std::to_string(at));
      call.progress(at, total, "orders");
    }
    return json{{"schema", "chapi.pull-result/1"},
                {"orders", total},
                {"rejected", 0},
                {"batches", pages},
                {"calls", pages},
                {"complete", true},
                {"window_start", "2026-05-01T00:00:00Z"},
                {"window_end", "2026-07-01T00:00:00Z"}}
        .dump();
  }

  std::string push_shipment(const Call& call, std::string_view text,
                            const chapi::module::EffectSink& effects) override {
    keep(text);
    refuse_by_environment();
    const json request = json::parse(text);
    const bool dry = request.value("dry_run", false);
    const int last_intent = env_number("FAKE_ABORT_AFTER", -1);
    std::set<std::string> sent_before;
    for (const json& intent : request.value("open_intents", json::array())) {
      json items = json::array();
      for (const json& one : intent["orders"]) {
        sent_before.insert(one["order_id"]);
        for (const json& item : one["item_ids"]) {
          items.push_back({{"order_id", one["order_id"]},
                           {"item_id", item},
                           {"result", "done"},
                           {"package_id", "P-" + one["order_id"].get<std::string>()}});
        }
      }
      effects.record(json{
          {"schema", "chapi.effect-record/1"},
          {"intent_id", intent["intent_id"]},
          {"result", "done"},
          {"at", intent["at"]},
          {"items",
           items}}.dump());
    }
    json items = json::array(), packages = json::array();
    int intents = 0;
    for (const json& one : request["orders"]) {
      const std::string id = one["order_id"], package = "P-" + id;
      json item_ids = one.value("item_ids", json::array());
      if (item_ids.empty()) item_ids = {id + "0", id + "1"};
      const bool already = sent_before.count(id) > 0;
      if (!dry && !already) {
        const std::string intent =
            "intent-of-the-fake-" + id + "-" + std::to_string(call.clock().monotonic_ms());
        effects.intend(json{{"schema", "chapi.effect-intent/1"},
                            {"intent_id", intent},
                            {"step", "pack"},
                            {"call", "/pack"},
                            {"at", "2026-05-01T00:00:00Z"},
                            {"orders", {{{"order_id", id}, {"item_ids", item_ids}}}}}
                           .dump());
        if (++intents == last_intent) std::abort();
        effects.record(json{{"schema", "chapi.effect-record/1"},
                            {"intent_id", intent},
                            {"result", "done"},
                            {"at", "2026-05-01T00:00:01Z"}}
                           .dump());
      }
      for (const json& item : item_ids) {
        json outcome = {{"order_id", id},
                        {"item_id", item},
                        {"outcome", dry ? "planned" : (already ? "already" : "done")},
                        {"steps", {"pack", "ready_to_ship"}},
                        {"fulfilment", "local"}};
        if (!dry) {
          outcome["status"] = "ready_to_ship";
          outcome["status_raw"] = "ready_to_ship";
          outcome["package_id"] = package;
          outcome["tracking_number"] = "T-" + id;
          outcome["carrier"] = "Fake Express";
        }
        items.push_back(outcome);
      }
      if (!dry)
        packages.push_back({{"package_id", package},
                            {"order_id", id},
                            {"item_ids", item_ids},
                            {"label", "printable"}});
    }
    return json{{"schema", "chapi.push-result/1"},
                {"dry_run", dry},
                {"items", items},
                {"packages", packages},
                {"calls", intents}}
        .dump();
  }

  std::string map_sku(const Call& call, std::string_view text) override {
    keep(text);
    const json request = json::parse(text);
    const std::string action = request.at("action");
    json result = {{"schema", "chapi.map-result/1"}, {"action", action}};
    if (action == "list") {
      const std::string mode = env("FAKE_LIST");
      const bool first = !request.contains("cursor");
      if (!first && mode == "wait") wait(call);
      if (!first && mode == "down") throw Error(CHAPI_UNAVAILABLE, "down", "Page 2 is down.");
      static int calls = 0;
      if (!first && (mode == "forgets_all" || (mode == "forgets" && ++calls == 1))) {
        throw Error(CHAPI_INVALID_ARGUMENT, "cursor_invalid", "Start again without it.");
      }
      result["cursor"] = first ? json("page-2") : json();
      result["listings"] = json::array();
      const int total = env_number("FAKE_LISTINGS", 5);
      result["total"] = total;
      for (int n = first ? 0 : 2; n < (first ? 2 : total); ++n) {
        if (mode == "renamed" && n == 0) continue;
        const std::string suffix = mode == "renamed" && n == 1 ? "B" : "";
        result["listings"].push_back({{"product_id", std::to_string(n)},
                                      {"sku", "SKU-" + std::to_string(n) + suffix},
                                      {"sku_id", "id-" + std::to_string(n)},
                                      {"name", "Kaffee"},
                                      {"status", "active"},
                                      {"quantity", 3}});
      }
    } else if (action == "suggest") {
      result["suggestions"] = json::array();
      for (const json& listing : request["listings"]) {
        for (const json& sku : request["system_skus"]) {
          const bool same = listing["sku"] == sku["sku"];
          result["suggestions"].push_back({{"platform_sku", listing["sku"]},
                                           {"system_sku", sku["sku"]},
                                           {"score", same ? 100 : 40},
                                           {"match", same ? "exact_sku" : "similar"}});
        }
      }
    } else {
      result["orders"] = json::array();
      for (const json& one : request["orders"]) {
        json mapped = {{"order_id", one["order_id"]},
                       {"components", json::array()},
                       {"unmapped", json::array()}};
        for (const json& line : one["lines"]) {
          bool found = false;
          for (const json& rule : request["rules"]) {
            if (rule["platform_sku"] != line["sku"]) continue;
            found = true;
            mapped["components"].push_back({{"system_sku", rule["system_sku"]},
                                            {"quantity", rule["quantity"]},
                                            {"rule", "single"},
                                            {"line_ids", {line["line_id"]}}});
          }
          if (!found) {
            mapped["unmapped"].push_back({{"line_id", line["line_id"]}, {"sku", line["sku"]}});
          }
        }
        result["orders"].push_back(mapped);
      }
    }
    return result.dump();
  }

  std::string get_document(const Call&, std::string_view text,
                           const chapi::module::DocumentSink& sink) override {
    keep(text);
    sink.write("%PDF-1.4 fa");
    sink.write("ke");
    return json{{"schema", "chapi.document-result/1"},
                {"media_type", "application/pdf"},
                {"size", 13},
                {"sha256", env("FAKE_LABEL") == "lie" ? std::string(64, '0') : kLabelSha256}}
        .dump();
  }

 private:
  static void refuse_by_environment() {
    const int status = env_number("FAKE_STATUS", 0);
    if (status == 0) return;
    Error e(status, "as_told", "The marketplace said no.");
    e.platform_code = "E-" + std::to_string(status);
    e.request_id = "request-4711";
    throw e;
  }

  static void wait(const Call& call) {
    std::ofstream(env("FAKE_MARK")) << "waiting\n";
    for (;;) call.sleep_ms(1000);
  }

  static json grant(const char* state, const std::string& seller_id) {
    return {{"state", state},
            {"account", "o***r@example.com"},
            {"country", "sg"},
            {"access_expires_at", "2099-01-01T00:00:00Z"},
            {"refresh_expires_at", "2099-06-01T00:00:00Z"},
            {"refreshable", true},
            {"sellers", {{{"region", "aa"}, {"seller_id", seller_id}}}}};
  }
  static json seller(const std::string& id) {
    return {{"seller_id", id}, {"name", "Shop of " + id}, {"status", "ACTIVE"}};
  }

  std::string adapter_;
  chapi::module::Host host_;
  std::string grant_;
  std::string seller_;
  std::string held_;
};

struct Module {
  static const std::vector<const char*>& adapters() {
    static const std::vector<const char*> ids = {"fake.aa", "fake.bb"};
    return ids;
  }
  static std::string describe(const char* id) {
    const std::string adapter = id;
    return json{{"schema", "chapi.adapter-description/1"},
                {"adapter", adapter},
                {"platform", "fake"},
                {"region", adapter.substr(5)},
                {"name", "Fake"},
                {"version", "1.0.0"},
                {"currency", "SGD"},
                {"decimals", 2},
                {"time_zone", "Asia/Singapore"},
                {"utc_offset_minutes", 480},
                {"languages", {"en"}},
                {"sites", {{"storefront", "https://fake.example"}, {"seller_center", ""}}},
                {"capabilities", {"authorize", "pull_orders", "push_shipment", "map_sku"}},
                {"extensions", {"chapi.documents/1"}},
                {"hosts", {"127.0.0.1"}},
                {"config_schema", json::object()}}
        .dump();
  }
  static std::unique_ptr<chapi::module::Channel> open(const char* id,
                                                      const chapi::module::Host& host,
                                                      std::string_view config) {
    keep(config);
    return std::make_unique<Channel>(id, host, json::parse(config));
  }
  static const void* extension(const char*, const char* id) {
    return std::string(id) == CHAPI_EXT_DOCUMENTS ? chapi::module::documents_extension() : nullptr;
  }
};

}  // namespace

CHAPI_MODULE(Module)
