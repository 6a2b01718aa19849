// The two ways out: cancelling keeps the store's data, deleting erases the host's copy of it.
#ifndef SAMPLE_HOST_STORES_STORE_REMOVAL_HPP_
#define SAMPLE_HOST_STORES_STORE_REMOVAL_HPP_

#include <string>
#include <vector>

#include "installation.hpp"
#include "stores/store.hpp"

namespace channel_host {

struct CancelledStore {
  Store store;
  std::vector<std::string> sharers;  // stores that still live on the grant, which is kept for them
};

// Forgets the grant, gives up the shop, keeps everything else.  Throws Failure (kRefused) when
// there is nothing to cancel.
CancelledStore cancel_authorization(Installation& installation, const std::string& id);

}  // namespace channel_host

#endif  // SAMPLE_HOST_STORES_STORE_REMOVAL_HPP_
