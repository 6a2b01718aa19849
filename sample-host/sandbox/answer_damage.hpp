// Answers that are wrong on purpose.
#pragma once

#include <string_view>

#include "sandbox/answer.hpp"
#include "sandbox/faults.hpp"

namespace sandbox {

// What is answered instead of the call's own answer (error, http, html, redirect, reset).
Answer ReplacementAnswer(const Fault& fault, std::string_view request_id);

// Spoils the body for wrong_types, malformed_order and huge; leaves it alone for other faults.
void Damage(Answer& answer, const Fault& fault);

}  // namespace sandbox
