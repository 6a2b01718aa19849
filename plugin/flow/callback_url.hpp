// Reads the address that the seller's browser was sent back to.
#pragma once

#include <string>
#include <string_view>

namespace lazada::flow {

// Returns the approval code.  The address must be the registered one, its state the expected one
// (compared in constant time), and it must carry a code and no error.  Throws Error with the
// reason callback_unreadable, callback_foreign, state_mismatch, code_missing, or for Lazada's own
// error authorization_denied or authorization_failed.
std::string code_of_callback(const std::string& callback_url, const std::string& redirect_uri,
                             std::string_view expected_state);

// A bare approval code, without the blanks that pasting brings along.  Throws Error with the
// reason code_missing, or code_is_address for a pasted address.
std::string code_of_paste(std::string_view pasted);

}  // namespace lazada::flow
