print(BuildInfo.line, BuildInfo.obstacle ?? "")
