// The Client of one channel: a gateway, a grant and a region.
#pragma once

#include <string>

#include "adapters/region_adapter.hpp"
#include "plugin/config.hpp"
#include "plugin/open_platform/client.hpp"
#include "plugin/open_platform/gateway.hpp"
#include "plugin/open_platform/grants.hpp"
#include "plugin/open_platform/sites.hpp"

namespace lazada::open_platform {

class GrantedClient : public Client {
 public:
  // Throws Error (invalid_argument) for a sandbox address or ca_file that cannot be used.
  GrantedClient(const Config& config, const adapters::RegionAdapter& adapter, const Host& host);

  Response send(const Request& request, const Call& call) override;
  Response send_and_read(const Request& request, const Call& call, const ReadWhole& read_whole,
                         std::string room) override;
  std::string download(const std::string& url, const Call& call) override;
  std::string seller_id(const Call& call) override;
  std::int64_t calls() const override { return gateway_.calls(); }
  int connections() const override { return gateway_.connections(); }

  // Sends with a token that is not the channel's active one, as while authorising.
  Response send_with(const Secret& token, const Request& request, const Call& call);

  Grants& grants() { return grants_; }
  const Sites& sites() const { return sites_; }

 private:
  std::string region_;
  std::string seller_id_;
  Sites sites_;
  Gateway gateway_;
  Grants grants_;
};

}  // namespace lazada::open_platform
