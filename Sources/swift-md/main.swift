print("swift-md")
