// The extension chapi.documents/1.
#pragma once

#include <string>
#include <string_view>

#include "adapters/region_adapter.hpp"
#include "plugin/config.hpp"
#include "plugin/open_platform/client.hpp"

namespace lazada::flow {

// chapi.document-request/1 in, the file's bytes into the sink, chapi.document-result/1 out.  A PDF
// is fetched from behind Lazada's link; what does not begin like a PDF is never handed out as one.
// Nothing reaches the sink unless the file is whole.  Throws Error.
std::string get_document(open_platform::Client& client, const adapters::RegionAdapter& adapter,
                         const Config& config, const chapi::module::Log& log,
                         const chapi::module::Call& call, std::string_view request,
                         const chapi::module::DocumentSink& sink);

}  // namespace lazada::flow
