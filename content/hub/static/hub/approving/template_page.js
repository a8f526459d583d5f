// 应急模板: one template to sign. Whatever may stand in its blanks is shown, for nobody is asked again.
import { inCountyTime, readTemplate, TEMPLATE_TYPE } from "./line.js";
import { facts, payload, showRows, signingPage } from "./signing.js";

function takes(blank) {
  if (blank.form === "choice") return `${blank.choices.length} 个词：${blank.choices.join("、")}`;
  if (blank.form === "number") return `数字，${blank.least ?? 0} 至 ${blank.most ?? 0}${blank.decimals ? `，小数最多 ${blank.decimals} 位` : "，整数"}`;
  return { time: "时刻，如 22:30", day: "日期，如 7月21日" }[blank.form] ?? blank.form;
}

signingPage(() => {
  const template = readTemplate(payload);
  showRows("line", {
    级别: facts.urgencies[template.urgency] ?? template.urgency,
    名称: template.name,
    内容: template.text,
    方式: facts.styles[template.style] ?? template.style,
    显示屏: template.boards.join("、"),
    有效: `${inCountyTime(template.valid_from)} 至 ${inCountyTime(template.valid_until)}（北京时间）`,
    每次最多: `${template.max_hours} 小时`,
    依据: template.disclosure,
    已签: facts.signed.map((one) => one.person).join("、") || "无",
  });
  showRows("blanks", Object.fromEntries(template.blanks.map((blank) => [blank.name, takes(blank)])));
  return [template, TEMPLATE_TYPE, "已签名，两位审批人已签满，这个模板可以用了。"];
});
