"""短讯审批: approvers look at an LED line in their browser and sign it there. The hub never has their keys."""
