// Target: what a fuzzer, or the replay of its corpus, calls once per input. One per program.
#pragma once

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);
