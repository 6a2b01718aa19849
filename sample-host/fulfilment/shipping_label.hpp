// The marketplace's shipping label as a file.
#ifndef SAMPLE_HOST_FULFILMENT_SHIPPING_LABEL_HPP_
#define SAMPLE_HOST_FULFILMENT_SHIPPING_LABEL_HPP_

#include <filesystem>
#include <string>

#include "installation.hpp"

namespace channel_host {

struct LabelFile {
  std::string media_type;
  std::uint64_t size = 0;
  std::string sha256;
  std::size_t packages = 0;
};

// All packages of the order in one file.  Appears whole or not at all; an existing file stays
// unless `replace`.  Throws Failure: kConflict (file exists), kRefused (nothing packed yet).
LabelFile write_label(Installation& installation, const std::string& store,
                      const std::string& order_id, const std::string& format,
                      const std::filesystem::path& out, bool replace);

}  // namespace channel_host

#endif  // SAMPLE_HOST_FULFILMENT_SHIPPING_LABEL_HPP_
