// One line to sign: half of it, or the release of one that is made of a template.
import { inCountyTime, LINE_TYPE, readLine, RELEASE_TYPE } from "./line.js";
import { facts, payload, showRows, signingPage } from "./signing.js";

signingPage(() => {
  const line = readLine(payload);
  const hours = Math.round((new Date(line.valid_until) - new Date(line.valid_from)) / 360_000) / 10;
  showRows("line", {
    级别: facts.urgencies[line.urgency] ?? line.urgency,
    内容: line.text,
    字数: String([...line.text].length),
    方式: facts.styles[line.style] ?? line.style,
    显示屏: line.boards.join("、"),
    有效: `${inCountyTime(line.valid_from)} 至 ${inCountyTime(line.valid_until)}（北京时间），共 ${hours} 小时`,
    依据: `${line.disclosure} 第 ${line.disclosure_rev} 版`,
    编号: `${line.id} 第 ${line.rev} 版，序号 ${line.seq}`,
    ...(line.template ? { 模板: `${facts.template}（指纹 ${line.template.slice(0, 8)}），填入：${line.fillings.join("、")}` } : {}),
    已签: facts.signed.map((one) => one.person).join("、") || "无",
  });
  if (!line.template) return [line, LINE_TYPE, "已签名，两位审批人已签满，短讯即将上屏。"];
  document.getElementById("alone").hidden = false;
  return [line, RELEASE_TYPE, "已签名，应急短讯即将上屏。"];
});
