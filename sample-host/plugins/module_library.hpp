// Opens the library that a manifest names, exactly the bytes that were checked.
#ifndef SAMPLE_HOST_PLUGINS_MODULE_LIBRARY_HPP_
#define SAMPLE_HOST_PLUGINS_MODULE_LIBRARY_HPP_

#include "chapi/host.hpp"
#include "plugins/manifest.hpp"

namespace channel_host {

// Copies the file into sealed memory while hashing it, compares size and SHA-256, and loads
// that copy: nothing can change between the check and dlopen.  Then compares what the library
// says about its adapters with the manifests.  Throws Failure (kPlugin).  The library stays
// loaded until the process ends.
chapi::host::Library load_module(const ModuleManifest& manifest);

}  // namespace channel_host

#endif  // SAMPLE_HOST_PLUGINS_MODULE_LIBRARY_HPP_
