#include "engine/audit/finding.h"

#include <string_view>

#include "engine/base/refusal.h"

namespace yizhan {
namespace {

struct Words {
  std::string_view en;  // Somewhere in the sentence; the first row that is holds.
  std::string_view zh;
};

// clang-format off
constexpr Words kWords[] = {
    {"cannot verify", "无法核对：由其他版本的程序写成"},
    {"leaf ", "记录原文损坏"},
    {"its number differs", "记录编号与位置不符"},
    {"time runs backwards", "记录时间早于前一条"},
    {"its authorization does not hold", "救助管理人员的签名或授权不成立"},
    {"the pack's files are not those of its hash", "政策包内容与其哈希不符"},
    {"its effective date is none", "政策包生效日期无效"},
    {"no pack ", "所依据的政策包从未启用"},
    {"an activated pack", "已启用的政策包无法读取"},
    {"another pack was active then", "当时启用的是另一政策包"},
    {"cannot be recomputed", "按记录自身的数据重算，结果不符"},
    {"its crossings of thresholds", "预警与金额不符"},
    {"the contra of what it replaces", "所替换结算的红冲不在其前"},
    {"had entry", "账户的最新记录与此前账目不符"},
    {"gets a newest entry of its own", "调整自设了账户的最新记录"},
    {"account ", "账户余额与此前账目不符"},
    {"would be overdrawn", "基金将被透支"},
    {" was granted ", "基金累计拨款与此前账目不符"},
    {"the fund's balance does not follow", "基金余额与此前账目不符"},
    {"opening a fund needs no authorization", "开设基金不应有授权"},
    {"fund ", "基金余额与此前账目不符"},
    {"the person's previous read", "人员的前一次查阅记录不符"},
    {"previous entry is", "人员的前一条记录不符"},
    {"it does not join the chain", "未接在人员的记录链上"},
    {"unknown person", "登记中没有此人员"},
    {"the person was erased", "人员的个人信息已按令删除"},
    {"it has no purpose", "查阅未说明目的"},
    {"not an officer", "管理人员登记无效"},
    {"its key is that of officer", "公钥已属另一管理人员"},
    {"unknown account", "账户不在政策包内"},
    {"unknown fund", "基金不在政策包内"},
    {"unknown institution", "机构未登记"},
    {"its bill is already settled", "该票据已结算过"},
    {"its message id is already bound", "该报文号已用过"},
    {"its request id is already bound", "该请求号已用过"},
    {"its bill is refused", "票据不合规范"},
    {"its original is not live", "被红冲的结算已不在效"},
    {"its original", "被红冲的不是有效结算"},
    {"it does not name its original rightly", "红冲与原结算的名目不符"},
    {"it is not the negative copy", "红冲不是原结算的负数副本"},
    {"it does not take back what adjustments moved", "红冲未收回历次调整"},
    {"it adjusts what is not there", "调整了尚不存在的结算"},
    {"is no settlement", "被调整的不是结算"},
    {" is not live", "被调整的结算已不在效"},
    {"was adjusted last by", "最近一次调整不符"},
    {"no open lead of", "没有待复核的线索"},
    {"its lead does not follow", "重算线索与已结算单据不符"},
    {"is not open for its year", "线索不含该年度"},
    {"is not its to close", "线索不由它关闭"},
    {"one town closes no lead of the district", "一个街镇不能关闭全区的线索"},
    {"its proposals are not in order", "方案清单次序或摘要无效"},
    {"it approves", "批准的方案数无效"},
    {"its pack is not the active one", "所依据的政策包不是当时生效的政策包"},
    {"its approval is not there yet", "所依据的批准尚不存在"},
    {"is no approval", "所依据的不是批准记录"},
    {"does not approve it", "批准清单中没有这项调整"},
    {"it is not posted as approval", "未按批准清单办理"},
    {"its program is not", "项目不是当年或当日施行的版本"},
    {"no approval names its year", "没有当年的审批"},
    {"it does not count the live bills", "未计入当年全部有效票据"},
    {"its dates are none", "日期无效"},
    {"a negative amount", "金额为负"},
    {"its moves are not what it states", "账户变动与所述金额不符"},
    {"a posting of an unknown program", "分录的项目不在政策包内"},
    {"its period is none", "关账月份无效"},
    {"its period has not begun", "关账月份尚未开始"},
    {"that period is closed", "该月已关账"},
    {"the institution was closed last by", "该机构上一次关账不符"},
    {"its lines are not what the books say", "关账各行与账目不符"},
    {"its file has no digest", "对账文件摘要无效"},
    {"the warning does not stand", "预警已不存在"},
    {"the warning's state does not allow the step", "预警的状态不允许这一步"},
    {"the warning had another step before", "预警的上一步不符"},
    {"it does not clear what is open", "拨付未结清全部未结款项"},
    {"its amount is not that of its postings", "拨付金额与分录不符"},
    {"the payee was paid last by", "收款方上一次拨付不符"},
    {"it pays a hospital and names a person", "拨付医院却记了人员"},
    {"it does not pay what was closed last", "拨付的不是最近一次关账的余额"},
    {"it pays a patient and names a hospital", "拨付患者却记了医院"},
    {"nothing is owed to that person", "该人员没有未结款项"},
    {"it pays nobody", "拨付没有收款方"},
    {"it names no order of the bank", "拨付没有银行凭证号"},
    {"it has no body", "记录没有内容"},
};
// clang-format on

}  // namespace

std::string InChinese(const std::string& sentence) {
  for (const Words& words : kWords) {
    if (sentence.find(words.en) != std::string::npos) return std::string(words.zh);
  }
  return "记录与此前账目不符";
}

Finding FindingOf(std::uint64_t entry, const absl::Status& status) {
  const v1::ErrorDetail detail = DetailOf(status);
  Finding finding{.entry = entry,
                  .where = "entry",
                  .zh = InChinese(std::string(status.message())),
                  .en = std::string(status.message()),
                  .expected = detail.expected(),
                  .found = detail.found()};
  if (!detail.field().empty()) finding.zh += "（" + detail.field() + "）";
  // Sentences of Fold begin with the entry's number, which is said already.
  const std::string name = "entry " + std::to_string(entry) + ": ";
  if (finding.en.starts_with(name)) finding.en.erase(0, name.size());
  return finding;
}

}  // namespace yizhan
