// Says so on the page when a passkey could not be read (django-allauth only logs it).
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const message = document.querySelector("[data-passkey-failed]");
  if (message) message.hidden = false;
});
