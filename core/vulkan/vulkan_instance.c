/* The loader, the instance and the validation layer. */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include "core/base/alloc.h"
#include "core/vulkan/vulkan_internal.h"

#define VALIDATION_LAYER "VK_LAYER_KHRONOS_validation"
#define MAX_EXTENSIONS   2

#ifdef __APPLE__
static const char *const library_names[] = {
    "libvulkan.1.dylib", "/opt/homebrew/lib/libvulkan.1.dylib", "/usr/local/lib/libvulkan.1.dylib",
    "libMoltenVK.dylib", "/opt/homebrew/lib/libMoltenVK.dylib",
};
#define INSTALL_HINT "install it with: brew install molten-vk vulkan-loader"
#else
static const char *const library_names[] = {"libvulkan.so.1", "libvulkan.so"};
#define INSTALL_HINT                                                                               \
    "install the graphics driver's Vulkan package (Debian: libvulkan1 mesa-vulkan-drivers)"
#endif

static mg_status open_library(vulkan_instance *instance) {
    size_t n = sizeof library_names / sizeof *library_names;
    for (size_t i = 0; i < n && !instance->library; i++) {
        instance->library = dlopen(library_names[i], RTLD_NOW | RTLD_LOCAL);
    }
    void *symbol = NULL;
    if (instance->library) symbol = dlsym(instance->library, "vkGetInstanceProcAddr");
    if (!symbol) {
        return mg_fail(MG_ERR_UNSUPPORTED, "no Vulkan loader (%s); " INSTALL_HINT,
                       library_names[0]);
    }
    memcpy(&instance->api.GetInstanceProcAddr, &symbol, sizeof symbol);
    return MG_OK;
}

static void load_global_functions(vulkan_api *api) {
#define VULKAN_GLOBAL(name) api->name = (PFN_vk##name)api->GetInstanceProcAddr(NULL, "vk" #name);
#define VULKAN_INSTANCE(name)
#define VULKAN_DEVICE(name)
#include "core/vulkan/vulkan_functions.def"
#undef VULKAN_GLOBAL
#undef VULKAN_INSTANCE
#undef VULKAN_DEVICE
}

static void load_instance_functions(vulkan_api *api, VkInstance instance) {
#define VULKAN_GLOBAL(name)
#define VULKAN_INSTANCE(name)                                                                      \
    api->name = (PFN_vk##name)api->GetInstanceProcAddr(instance, "vk" #name);
#define VULKAN_DEVICE(name)
#include "core/vulkan/vulkan_functions.def"
#undef VULKAN_GLOBAL
#undef VULKAN_INSTANCE
#undef VULKAN_DEVICE
}

void vulkan_load_device_functions(vulkan_api *api, VkDevice device) {
#define VULKAN_GLOBAL(name)
#define VULKAN_INSTANCE(name)
#define VULKAN_DEVICE(name) api->name = (PFN_vk##name)api->GetDeviceProcAddr(device, "vk" #name);
#include "core/vulkan/vulkan_functions.def"
#undef VULKAN_GLOBAL
#undef VULKAN_INSTANCE
#undef VULKAN_DEVICE
}

static VkBool32 VKAPI_PTR on_message(VkDebugUtilsMessageSeverityFlagBitsEXT severity,
                                     VkDebugUtilsMessageTypeFlagsEXT types,
                                     const VkDebugUtilsMessengerCallbackDataEXT *data, void *user) {
    (void)severity;
    (void)types;
    vulkan_instance *instance = user;
    if (instance->n_errors++ == 0) {
        snprintf(instance->first_error, sizeof instance->first_error, "%s", data->pMessage);
    }
    return VK_FALSE;
}

static const VkDebugUtilsMessengerCreateInfoEXT messenger_info = {
    .sType = VK_STRUCTURE_TYPE_DEBUG_UTILS_MESSENGER_CREATE_INFO_EXT,
    .messageSeverity = VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT,
    .messageType = VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT,
    .pfnUserCallback = on_message,
};

static mg_status create_messenger(vulkan_instance *instance) {
    PFN_vkCreateDebugUtilsMessengerEXT create =
        (PFN_vkCreateDebugUtilsMessengerEXT)instance->api.GetInstanceProcAddr(
            instance->handle, "vkCreateDebugUtilsMessengerEXT");
    if (!create) return mg_fail(MG_ERR_UNSUPPORTED, "no VK_EXT_debug_utils for validation");
    VkDebugUtilsMessengerCreateInfoEXT info = messenger_info;
    info.pUserData = instance;
    VULKAN_TRY(create(instance->handle, &info, NULL, &instance->messenger),
               "creating the validation messenger");
    return MG_OK;
}

mg_status vulkan_check_validation(const vulkan_instance *instance) {
    if (instance->n_errors == 0) return MG_OK;
    return mg_fail(MG_ERR_DEVICE, "Vulkan validation, %d error(s), first: %s", instance->n_errors,
                   instance->first_error);
}

static mg_status has_layer(const vulkan_api *api, bool *found) {
    uint32_t n = 0;
    VULKAN_TRY(api->EnumerateInstanceLayerProperties(&n, NULL), "listing Vulkan layers");
    VkLayerProperties *layers = mg_calloc(n ? n : 1, sizeof *layers);
    if (!layers) return MG_ERR_MEMORY;
    VkResult result = api->EnumerateInstanceLayerProperties(&n, layers);
    *found = false;
    for (uint32_t i = 0; result == VK_SUCCESS && i < n; i++) {
        if (strcmp(layers[i].layerName, VALIDATION_LAYER) == 0) *found = true;
    }
    mg_free(layers);
    VULKAN_TRY(result, "listing Vulkan layers");
    return MG_OK;
}

static mg_status has_extension(const vulkan_api *api, const char *name, bool *found) {
    uint32_t n = 0;
    VULKAN_TRY(api->EnumerateInstanceExtensionProperties(NULL, &n, NULL),
               "listing Vulkan extensions");
    VkExtensionProperties *list = mg_calloc(n ? n : 1, sizeof *list);
    if (!list) return MG_ERR_MEMORY;
    VkResult result = api->EnumerateInstanceExtensionProperties(NULL, &n, list);
    *found = false;
    for (uint32_t i = 0; result == VK_SUCCESS && i < n; i++) {
        if (strcmp(list[i].extensionName, name) == 0) *found = true;
    }
    mg_free(list);
    VULKAN_TRY(result, "listing Vulkan extensions");
    return MG_OK;
}

static mg_status check_version(const vulkan_api *api) {
    uint32_t version = VK_API_VERSION_1_0;
    if (api->EnumerateInstanceVersion) api->EnumerateInstanceVersion(&version);
    if (version >= VK_API_VERSION_1_2) return MG_OK;
    return mg_fail(MG_ERR_UNSUPPORTED, "the Vulkan loader offers %u.%u, 1.2 is needed; update it",
                   VK_API_VERSION_MAJOR(version), VK_API_VERSION_MINOR(version));
}

static mg_status create_handle(vulkan_instance *instance) {
    const vulkan_api *api = &instance->api;
    const char *extensions[MAX_EXTENSIONS], *layers[] = {VALIDATION_LAYER};
    VkApplicationInfo application = {
        .sType = VK_STRUCTURE_TYPE_APPLICATION_INFO,
        .pApplicationName = "mathgym",
        .apiVersion = VK_API_VERSION_1_2,
    };
    VkInstanceCreateInfo info = {
        .sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO,
        .pApplicationInfo = &application,
        .ppEnabledExtensionNames = extensions,
        .ppEnabledLayerNames = layers,
        .enabledLayerCount = instance->validation,
    };
    bool portability;
    MG_TRY(has_extension(api, "VK_KHR_portability_enumeration", &portability));
    if (portability) {
        extensions[info.enabledExtensionCount++] = "VK_KHR_portability_enumeration";
        info.flags = VK_INSTANCE_CREATE_ENUMERATE_PORTABILITY_BIT_KHR;
    }
    if (instance->validation) {
        extensions[info.enabledExtensionCount++] = VK_EXT_DEBUG_UTILS_EXTENSION_NAME;
    }
    VkResult result = api->CreateInstance(&info, NULL, &instance->handle);
    if (result == VK_ERROR_INCOMPATIBLE_DRIVER) {
        return mg_fail(MG_ERR_UNSUPPORTED, "no Vulkan driver found; " INSTALL_HINT);
    }
    VULKAN_TRY(result, "creating the Vulkan instance");
    return MG_OK;
}

static mg_status open_instance(vulkan_instance *instance, bool validation) {
    MG_TRY(open_library(instance));
    load_global_functions(&instance->api);
    MG_TRY(check_version(&instance->api));
    if (validation) MG_TRY(has_layer(&instance->api, &instance->validation));
    if (validation && !instance->validation) {
        return mg_fail(MG_ERR_UNSUPPORTED,
                       VALIDATION_LAYER " is not installed (Debian: vulkan-validationlayers); "
                                        "install it or set MATHGYM_VULKAN_VALIDATION=0");
    }
    MG_TRY(create_handle(instance));
    load_instance_functions(&instance->api, instance->handle);
    if (instance->validation) MG_TRY(create_messenger(instance));
    return MG_OK;
}

mg_status vulkan_instance_create(bool validation, vulkan_instance **out) {
    *out = NULL;
    vulkan_instance *instance = mg_calloc(1, sizeof *instance);
    if (!instance) return MG_ERR_MEMORY;
    mg_status status = open_instance(instance, validation);
    if (status != MG_OK) {
        vulkan_instance_free(instance);
        return status;
    }
    *out = instance;
    return MG_OK;
}

void vulkan_instance_free(vulkan_instance *instance) {
    if (!instance) return;
    if (instance->messenger) {
        PFN_vkDestroyDebugUtilsMessengerEXT destroy =
            (PFN_vkDestroyDebugUtilsMessengerEXT)instance->api.GetInstanceProcAddr(
                instance->handle, "vkDestroyDebugUtilsMessengerEXT");
        destroy(instance->handle, instance->messenger, NULL);
    }
    if (instance->handle) instance->api.DestroyInstance(instance->handle, NULL);
    if (instance->library) dlclose(instance->library);
    mg_free(instance);
}

mg_status vulkan_instance_devices(vulkan_instance *instance, VkPhysicalDevice **devices, int *n) {
    const vulkan_api *api = &instance->api;
    uint32_t count = 0;
    *devices = NULL;
    *n = 0;
    VkResult result = api->EnumeratePhysicalDevices(instance->handle, &count, NULL);
    if (result == VK_SUCCESS && count == 0) {
        return mg_fail(MG_ERR_UNSUPPORTED, "no Vulkan device found; " INSTALL_HINT);
    }
    VULKAN_TRY(result, "listing Vulkan devices");
    VkPhysicalDevice *list = mg_calloc(count, sizeof *list);
    if (!list) return MG_ERR_MEMORY;
    result = api->EnumeratePhysicalDevices(instance->handle, &count, list);
    if (result != VK_SUCCESS) {
        mg_free(list);
        return vulkan_fail(result, "listing Vulkan devices");
    }
    *devices = list;
    *n = (int)count;
    return MG_OK;
}
