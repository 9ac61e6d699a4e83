// FrozenContract: the messages and calls of the previous release, from its own descriptors; nothing
// of today's contract is known to it.
//
// Owner:    messages may not outlive it.
// Errors:   a name that release did not have aborts the test program.
// Threads:  any.
#pragma once

#include <memory>
#include <string>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/dynamic_message.h"
#include "google/protobuf/message.h"

namespace yizhan::testing {

using FrozenMessage = std::unique_ptr<google::protobuf::Message>;

// tests/versions/previous/contract.binpb.
google::protobuf::FileDescriptorSet FrozenFiles();

class FrozenContract {
 public:
  FrozenContract();

  // "Settlement.Settle"
  const google::protobuf::MethodDescriptor& Method(const std::string& rpc) const;
  FrozenMessage New(const google::protobuf::Descriptor& type) const;
  FrozenMessage New(const std::string& type) const;  // "ErrorDetail"

  // What a client of that release sends, from its file; with a `name` its message ids and bill
  // numbers are this name's own.
  FrozenMessage Request(const std::string& rpc, const std::string& name = "") const;

 private:
  google::protobuf::DescriptorPool pool_;
  mutable google::protobuf::DynamicMessageFactory factory_;
};

// The value at "result.bill.message_id" as text; a repeated field's first. Empty: not set.
std::string ValueAt(const google::protobuf::Message& message, const std::string& path);

// `text` merged into it.
void Merge(google::protobuf::Message& message, const std::string& text);

}  // namespace yizhan::testing
