// Eligibility: may this program look at this bill of this person?
//
// Threads:  pure.
// Law:      adjudication.md section 6 (order of tests), rulings R20, R21, R23-R25, R30.
#pragma once

#include "engine/policy/compiled_pack.h"
#include "engine/rules/bill.h"
#include "engine/rules/person_facts.h"
#include "yizhan/v1/outcome.pb.h"

namespace yizhan {

// The first failing test, or ELIGIBLE. A YEAR_ON_APPLICATION program that passes all others fails
// NO_APPROVAL: it is never paid per bill.
v1::NotEligible TestEligibility(const CompiledProgram& program, const Bill& bill,
                                const PersonFacts& person);

// The same without the first test and the last: in force, approval (D5).
v1::NotEligible TestConditions(const CompiledProgram& program, const Bill& bill,
                               const PersonFacts& person);

}  // namespace yizhan
