// Shows the description; where the build had no npm there is no bundle, and the page keeps its link to the file.
if (window.SwaggerUIBundle) {
  window.SwaggerUIBundle({
    url: "openapi.yaml",
    dom_id: "#api",
    deepLinking: true,
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
    validatorUrl: null,
  });
}
