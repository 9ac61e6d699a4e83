#include "adapters/client/bare_status.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/refusal.h"

namespace yizhan {
namespace {

// What a status without our detail says: either the transport lost the call, and then nobody here
// knows what happened, or gRPC itself refused it before the engine saw it.
v1::ErrorClass ClassOfBare(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kUnauthenticated:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kOutOfRange:
    case absl::StatusCode::kUnimplemented:
      return v1::REJECTED;
    default:
      return v1::OUTCOME_UNKNOWN;
  }
}

// A call that found no connection was never sent. gRPC says so in these words only; whatever they
// do not match counts as unknown. The first match holds.
struct Unsent {
  std::string_view begins;
  std::string_view contains;
  const char* field;
  const char* zh;
  const char* en;
};
constexpr Unsent kUnsent[] = {
    {"failed to connect to all addresses", "Ssl handshake failed", kTlsField,
     "未能与引擎建立安全连接，没有发出任何请求；请检查 ca 文件与引擎证书是否出自同一机构、"
     "引擎证书是否在有效期内、引擎是否使用 TLS",
     "no secure connection to the engine, nothing was sent; check that the ca file and the "
     "engine's "
     "certificate are of one authority, its dates, and that the engine speaks TLS"},
    {"failed to connect to all addresses", "is not in peer certificate", kTlsField,
     "引擎证书与所连地址不符，没有发出任何请求；请检查引擎地址，或换发含此地址的证书",
     "the engine's certificate is not for this address, nothing was sent; check the address, or "
     "issue a certificate for it"},
    {"failed to connect to all addresses", "Socket closed", kClosedField,
     "引擎未接受连接，没有发出任何请求；请检查本端证书是否过期、已吊销、出自其他机构，"
     "是否应使用 TLS，以及连接数是否已满",
     "the engine refused the connection, nothing was sent; check that this certificate is not "
     "expired, revoked or of another authority, whether TLS is needed, and how many connections "
     "are "
     "open"},
    {"failed to connect to all addresses", "Connection reset", kClosedField,
     "引擎断开了连接，没有发出任何请求；请检查本端证书以及连接数是否已满",
     "the engine closed the connection, nothing was sent; check this certificate, and how many "
     "connections are open"},
    {"failed to connect to all addresses", "", kAddressField,
     "连接不上引擎，没有发出任何请求；请检查地址、网络以及引擎是否已启动",
     "the engine cannot be reached, nothing was sent; check address, network and whether it runs"},
    {"DNS resolution failed", "", kAddressField, "引擎的主机名无法解析，没有发出任何请求",
     "the engine's host name is unknown, nothing was sent"},
    {"empty address list", "", kTlsField, "本端证书与私钥不能使用，没有发出任何请求",
     "this certificate and key cannot be used, nothing was sent"},
};

const Unsent* WhyUnsent(const absl::Status& status) {
  if (status.code() != absl::StatusCode::kUnavailable) return nullptr;
  const std::string text(status.message());
  for (const Unsent& unsent : kUnsent) {
    const bool contained = text.find(unsent.contains) != std::string::npos;
    if (text.starts_with(unsent.begins) && contained) return &unsent;
  }
  return nullptr;
}

}  // namespace

v1::ErrorDetail BareDetail(const absl::Status& status) {
  const std::string text(status.message());
  v1::ErrorDetail detail;
  detail.set_error_class(ClassOfBare(status.code()));
  detail.set_message_en(text);
  detail.set_message_zh("通信未成功：" + text);
  const Unsent* unsent = WhyUnsent(status);
  if (unsent == nullptr) return detail;
  detail.set_error_class(v1::TRY_AGAIN);
  detail.set_field(unsent->field);
  detail.set_message_en(absl::StrCat(unsent->en, " (", text, ")"));
  detail.set_message_zh(absl::StrCat("通信未成功：", unsent->zh, "（", text, "）"));
  return detail;
}

bool IsUnsent(const absl::Status& status, std::string_view field) {
  return ReasonOf(status) == v1::REASON_UNSPECIFIED && DetailOf(status).field() == field;
}

}  // namespace yizhan
