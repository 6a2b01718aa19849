// Opens an address in the browser of the person at this machine.
#ifndef SAMPLE_HOST_STORES_BROWSER_HPP_
#define SAMPLE_HOST_STORES_BROWSER_HPP_

#include <string>

namespace channel_host {

// Throws Failure: kInvalidInput when it is no http or https address, kFile when no browser starts.
void open_in_browser(const std::string& url);

}  // namespace channel_host

#endif  // SAMPLE_HOST_STORES_BROWSER_HPP_
