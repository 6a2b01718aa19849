// A store's data as files, before it is deleted.
#ifndef SAMPLE_HOST_STORES_STORE_EXPORT_HPP_
#define SAMPLE_HOST_STORES_STORE_EXPORT_HPP_

#include <filesystem>
#include <string>

#include "installation.hpp"

namespace channel_host {

// Makes the folder with orders.jsonl (one order a line, as order list --json shows it),
// events.jsonl (what was done with them, a line as in order timeline --json, with its order_id),
// listings.jsonl and mapping.csv (imports again).  It is buyer data: only its owner may read it.
// The folder appears when it is complete.  Throws Failure: kConflict (it exists), kFile, kDiskFull.
void export_store(Installation& installation, const std::string& store,
                  const std::filesystem::path& folder);

}  // namespace channel_host

#endif  // SAMPLE_HOST_STORES_STORE_EXPORT_HPP_
