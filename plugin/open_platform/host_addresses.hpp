// Looks up the addresses of a host within a request's deadline.  The system's resolver has time
// limits of its own: a mute name server would hold a call, and a person who cancels it, for half a
// minute.
#pragma once

#include <Poco/Net/IPAddress.h>

#include <string>
#include <vector>

#include "plugin/open_platform/watch.hpp"

namespace lazada::open_platform {

// Names are looked up in /etc/hosts and by the name servers of /etc/resolv.conf, or by `servers`
// ("127.0.0.1:5353") when there are any.  In the order in which they are to be tried.  Throws
// Poco::Net::HostNotFoundException, or Poco::TimeoutException when the watch ends.  Any thread.
std::vector<Poco::Net::IPAddress> host_addresses(const std::string& host, Watch& watch,
                                                 const std::string& servers = {});

}  // namespace lazada::open_platform
