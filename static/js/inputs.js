// Inputs that help: dates picked, long lists searched, files listed. All of them work without this file.
