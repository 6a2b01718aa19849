// A line of an order's timeline as a person reads it: only what became different.
#ifndef SAMPLE_HOST_ORDERS_SHOWN_CHANGE_HPP_
#define SAMPLE_HOST_ORDERS_SHOWN_CHANGE_HPP_

#include <string>
#include <string_view>

namespace channel_host {

struct ShownChange {
  std::string before;  // "-": there was nothing
  std::string after;
  std::string reason;
};

// `detail` is that of an OrderEvent.  Of two documents the members that differ are shown.
ShownChange shown_change(std::string_view detail);

}  // namespace channel_host

#endif  // SAMPLE_HOST_ORDERS_SHOWN_CHANGE_HPP_
