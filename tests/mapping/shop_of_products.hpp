// A shop that answers /products/get as Lazada does: offsets that end, windows of creation time.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "plugin/open_platform/client.hpp"

namespace test_mapping {

struct SoldProduct {
  std::int64_t item_id = 0;
  std::int64_t created_ms = 0;
  std::int64_t updated_ms = 0;
  int skus = 1;
};

class ShopOfProducts : public lazada::open_platform::Client {
 public:
  using Request = lazada::open_platform::Request;
  using Response = lazada::open_platform::Response;
  using Call = lazada::open_platform::Call;

  Response send(const Request& request, const Call& call) override;
  std::string download(const std::string& url, const Call& call) override;
  std::string seller_id(const Call&) override { return "1000042"; }
  std::int64_t calls() const override { return calls_; }
  int connections() const override { return 4; }

  std::vector<SoldProduct> products;
  bool tells_total = true;
  std::string body;  // answered instead of the products when not empty
  // Runs after each answer: products may come and go.
  std::function<void(ShopOfProducts&)> afterwards;
  std::vector<Request> requests;

 private:
  std::int64_t calls_ = 0;
};

}  // namespace test_mapping
